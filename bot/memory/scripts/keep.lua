#!lua flags=allow-oom
-- What a platform keeps of a community, beside its settings. The request: c, fields (an empty value takes one away),
-- unless (whether what is there stays). Answers how many were new.
local name, new = key('kept', request.c), 0
for field, value in pairs(request.fields) do
  if value == '' then call('HDEL', name, field)
  elseif request.unless then new = new + call('HSETNX', name, field, value)
  else new = new + call('HSET', name, field, value) end
end
return new
