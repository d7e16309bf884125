/* Reduction of huge arguments of the trigonometric functions modulo pi/2: M. H. Payne and R. N. Hanek,
 * Radian reduction for trigonometric functions, SIGNUM Newsletter 18 (1983) 19-24.
 *
 * x = m 2^e with an integer m. Of the bits of 2/pi those that contribute multiples of 4 to x 2/pi are
 * skipped, and the product with the next 224 is formed exactly in integers. No double comes closer than
 * 2^-62 to a multiple of pi/2 (Muller, Elementary Functions, 3rd ed., 11.3), so at least 76 bits are right. */
#include "elementary.h"

/* 2/pi in words of 32 bits, most significant first; the largest exponent needs 38 */
static const uint32_t TWO_OVER_PI[38] = {
    0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
    0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
    0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
    0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
    0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab,
};

enum { WORDS = 7, LIMBS = WORDS + 2 };

/* z = m times the 224 bits of 2/pi from the word `first` on; limbs least significant first */
static void multiply_(uint64_t m, int first, uint32_t z[LIMBS]) {
    uint64_t low = m & UINT32_MAX, high = m >> 32, carry = 0;
    for (int k = 0; k < LIMBS; k++) z[k] = 0;
    for (int k = 0; k < WORDS; k++) {
        uint64_t t = low * TWO_OVER_PI[first + WORDS - 1 - k] + carry;
        z[k] = (uint32_t)t;
        carry = t >> 32;
    }
    z[WORDS] = (uint32_t)carry;
    carry = 0;
    for (int k = 0; k < WORDS; k++) {
        uint64_t t = high * TWO_OVER_PI[first + WORDS - 1 - k] + z[k + 1] + carry;
        z[k + 1] = (uint32_t)t;
        carry = t >> 32;
    }
    z[LIMBS - 1] = (uint32_t)carry;
}

static uint32_t bit_(const uint32_t z[LIMBS], int i) { return z[i / 32] >> (i % 32) & 1; }

/* the fraction below bit s, minus 1 if `below`, as a sum: two's complement, then limb by limb */
static dd fraction_(const uint32_t z[LIMBS], int s, int below) {
    dd sum = {0, 0};
    uint64_t carry = below;
    uint32_t limbs[LIMBS];
    for (int k = 0; k < LIMBS; k++) {
        int bits = s - 32 * k; /* of this limb that belong to the fraction */
        uint32_t mask = bits >= 32 ? UINT32_MAX : bits > 0 ? (UINT32_C(1) << bits) - 1 : 0;
        uint64_t t = (below ? ~z[k] & mask : z[k] & mask) + carry;
        limbs[k] = (uint32_t)t;
        carry = t >> 32;
    }
    for (int k = LIMBS - 1; k >= 0; k--) {
        double unit = from_bits_((uint64_t)(1023 + 32 * k - s) << 52);
        sum = dd_add_d(sum, limbs[k] * unit);
    }
    return below ? dd_neg(sum) : sum;
}

double reduce_huge_(double x, dd *r) {
    uint64_t bits = bits_(x), biased = bits >> 52 & 0x7ff, m = (bits & UINT64_C(0xfffffffffffff)) | UINT64_C(1) << 52;
    if (biased == 0x7ff) {
        *r = dd_make(x - x, 0);
        return MAGIC_;
    }
    int e = (int)biased - 1075, first = e > 2 ? (e - 2) / 32 : 0, s = 32 * (first + WORDS) - e;
    uint32_t z[LIMBS];
    multiply_(m, first, z);
    int below = (int)bit_(z, s - 1); /* past the middle between two multiples */
    int n = (int)(bit_(z, s) | bit_(z, s + 1) << 1) + below;
    dd f = dd_mul(fraction_(z, s, below), dd_make(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54));
    *r = x < 0 ? dd_neg(f) : f;
    return (x < 0 ? -n : n) + MAGIC_;
}
