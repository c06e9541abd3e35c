"""Privacy: what is kept about a person, told to her, given to her, corrected, erased, and kept no longer than needed.

Gathers every package's ``personal.py``. Owns ``DataRequest``, ``DataExport``, ``AddressChange``, ``RetentionRun``
and ``Merge``; stands above all rooms that hold something about people. Verbs: ``ask``, ``withdraw``,
``make_export``, ``erase_person``, ``merge_persons``, ``run_retention``.
"""
