#!lua flags=allow-oom
-- Allows phrases in a community until a time, or no longer (until 0). The request: c, phrases, until.
-- The settings' revision moves on, so that every process reads the phrases again.
local c = request.c
local allowed = key('allowed', c)
call('ZREMRANGEBYSCORE', allowed, '-inf', number(now))
for _, phrase in ipairs(request.phrases) do
  if request["until"] > now then call('ZADD', allowed, number(request["until"]), phrase) else call('ZREM', allowed, phrase) end
end
local revision = call('HINCRBY', key('settings', c), 'revision', 1)
tell(c, 'settings', revision)
return revision
