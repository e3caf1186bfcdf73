#!lua flags=allow-oom
-- Puts a community's settings in force if nobody changed them since they were read. Leaving enforce cancels what was decided before.
-- The request: c, expected revision (-1: whatever it is), data, leaves (whether the new mode is not enforce), who, what (the keys changed).
-- Answers {'done' | 'changed', revision}.
local c = request.c
local settings = key('settings', c)
local revision = tonumber(call('HGET', settings, 'revision') or '0')
if request.expected >= 0 and request.expected ~= revision then return {'changed', revision} end
call('HSET', settings, 'revision', revision + 1, 'data', request.data, 'who', request.who, 'at', number(now), 'what', request.what)
if request.leaves then call('HSET', settings, 'left', revision + 1) end
tell(c, 'settings', revision + 1)
return {'done', revision + 1}
