#!lua flags=allow-oom
-- Offers an action to a site that fetches: a sequence number in its feed, given once. The request: c, n, id.
-- What the site can no longer ask about goes from the oldest end, a few with each call.
local c = request.c
local feed, name = key('feed', c), request.n .. '\n' .. request.id
if not call('ZSCORE', feed, name) then call('ZADD', feed, call('HINCRBY', key('cases', c), 'feed', 1), name) end
live(feed, ACTIONS_LIVE)
for _, old in ipairs(call('ZRANGE', feed, 0, 1)) do
  if call('EXISTS', key('incident', c, string.match(old, '^%d+'))) == 0 then call('ZREM', feed, old) end
end
return call('ZSCORE', feed, name)
