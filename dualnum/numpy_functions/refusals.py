"""Functions that are refused by name and belong to no other family: reasons, and what they stop."""

from __future__ import annotations

from dualnum.numpy_functions.lifting import refuse

__all__ = ["REASONS"]

REASONS = {
    "a file holds plain numbers: save x.value and x.tangent, or pickle x": """
        save savetxt savez savez_compressed""",
    "it is for bits, which have no derivative: pass x.value": "packbits unpackbits",
    "indices are whole numbers, which have no derivative: pass x.value": "ravel_multi_index unravel_index",
    "it is for dates": "busday_count busday_offset datetime_as_string is_busday",
    "structured arrays have no dual fields: keep one dual array for each field": """
        append_fields apply_along_fields assign_fields_by_name drop_fields find_duplicates join_by
        merge_arrays rec_append_fields rec_drop_fields rec_join recursive_fill_fields rename_fields
        repack_fields require_fields stack_arrays structured_to_unstructured unstructured_to_structured""",
    "take the edges that np.histogram(x, bins) gives": "histogram_bin_edges",
    "it counts points, which changes by jumps: pass x.value, or sum weights with np.bincount": """
        histogram2d histogramdd""",
}

for _reason, _names in REASONS.items():
    refuse(_reason, *_names.split())
