#!lua flags=allow-oom
-- Takes a comment of the local page out of sight, or puts it back. The request: c, a, t, id, veiled, keep.
-- Answers 1 where that changed something; a comment that is gone needs no veil.
local c, a = request.c, request.a
local veiled = key('veiled', c, a)
local changed = 0
if not request.veiled then changed = call('SREM', veiled, request.id)
elseif call('HEXISTS', key('posted', c, a), request.id) == 1 then
  changed = call('SADD', veiled, request.id)
  live(veiled, request.keep)
end
if changed == 1 then tell(c, 'thread', request.t) end
return changed
