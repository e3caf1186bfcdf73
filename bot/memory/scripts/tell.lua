#!lua
-- A line for whoever watches a community. The request: c, kind, value.
tell(request.c, request.kind, request.value)
return 1
