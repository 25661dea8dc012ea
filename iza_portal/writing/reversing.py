from iza_portal.reversing import keep_rows

#: Undoing the migrations of writing together: bodies alone do not hold the changes, the talks and the versions.
KEEP_WHAT_WAS_WRITTEN = keep_rows("writing", "Update", "Thread", "Version")
