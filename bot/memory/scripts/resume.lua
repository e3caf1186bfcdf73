#!lua flags=allow-oom
-- A moderator ends the brake: what was counted towards it counts no longer. The request: c. Answers whether it was on.
local until_when = tonumber(call('GET', key('brake', request.c)) or '0')
call('DEL', key('brake', request.c), key('acted', request.c), key('hushed', request.c))
tell(request.c, 'brake', '')
return until_when > now and 1 or 0
