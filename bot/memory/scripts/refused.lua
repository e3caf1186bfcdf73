#!lua
-- Counts refusals for lack of a permission in one community. The request: c, permission (empty: all are forgotten), within (seconds).
-- Answers how many there were.
local name = key('refused', request.c)
if request.permission == '' then return call('DEL', name) end
local count = call('HINCRBY', name, request.permission, 1)
live(name, request.within)
return count
