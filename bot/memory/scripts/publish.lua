#!lua flags=allow-oom
-- Offers an action to a site that fetches: a sequence number in its feed, given once. The request: c, n, id.
-- Numbers never fall below the time in milliseconds, so that none is given twice, though a server that died forgot the last of them.
-- What the site can no longer ask about goes from the oldest end, a few with each call. Answers nothing where the incident is gone.
local c = request.c
local incident = load(c, request.n)
if not incident then return nil end
local feed, name = key('feed', c), incident.n .. '\n' .. request.id
if not call('ZSCORE', feed, name) then
  local last = tonumber(call('HGET', key('cases', c), 'feed') or '0')
  local sequence = number(math.max(last + 1, math.floor(now * 1000)))
  call('HSET', key('cases', c), 'feed', sequence)
  call('ZADD', feed, sequence, name)
end
live(feed, ACTIONS_LIVE)
for _, old in ipairs(call('ZRANGE', feed, 0, 1)) do
  if call('EXISTS', key('incident', c, string.match(old, '^%d+'))) == 0 then call('ZREM', feed, old) end
end
return call('ZSCORE', feed, name)
