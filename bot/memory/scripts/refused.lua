#!lua
-- Counts what a channel refuses for lack of a permission. The request: c, channel, permission, code (the last error's), within (seconds
-- after which a refusal is forgotten). Answers how many there were, each within that time of the one before.
local name, field = key('refused', request.c), request.channel .. ' ' .. request.permission
local count, _, till = string.match(call('HGET', name, field) or '', '^(%d+) (%d+) (%S+)$')
count = (till and tonumber(till) > tonumber(now)) and tonumber(count) + 1 or 1
call('HSET', name, field, string.format('%d %d %s', count, request.code, number(now + request.within)))
live(name, request.within)
return count
