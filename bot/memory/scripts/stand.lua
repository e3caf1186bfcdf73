#!lua flags=allow-oom
-- How an account stands on the local page: what it was told, until when it is silenced, whether it is banned.
-- The request: c, a, t, does (notice, no notice, timeout, ban, lift), id, until (nil: the ban), keep.
local c, standing = request.c, key('standing', request.c, request.a)
local does, till = request.does, request["until"]
if does == 'notice' then call('HSETNX', standing, 'notice:' .. request.id, number(now) .. ' ' .. request.t)
elseif does == 'no notice' then call('HDEL', standing, 'notice:' .. request.id)
elseif does == 'ban' then call('HSET', standing, 'banned', request.id)
elseif does == 'timeout' then
  if till > tonumber(call('HGET', standing, 'until') or '0') then call('HSET', standing, 'until', number(till)) end
elseif till then
  if tonumber(call('HGET', standing, 'until') or '0') == till then call('HDEL', standing, 'until') end
else call('HDEL', standing, 'banned') end
live(standing, math.max(request.keep, tonumber(call('HGET', standing, 'until') or '0') - now))
tell(c, 'account', request.a)
return 1
