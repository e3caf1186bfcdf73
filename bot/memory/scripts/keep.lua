#!lua flags=allow-oom
-- What a platform keeps of a community, beside its settings. The request: c, fields (an empty value takes one away),
-- unless (whether what is there stays: always, or `more`, where it is a greater number). Answers how many were new.
local name, new = key('kept', request.c), 0
for field, value in pairs(request.fields) do
  local there = request.unless and call('HGET', name, field)
  local stays = there and (request.unless == true or tonumber(there) >= tonumber(value))
  if value == '' then call('HDEL', name, field)
  elseif not stays then new = new + call('HSET', name, field, value) end
end
return new
