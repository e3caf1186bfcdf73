#!lua flags=allow-oom
-- Erases keys of one partition, and names where they stand among others'.
-- The request: keys; sets (sorted sets) with the members to take out of each; account and the incidents that may name it among others, c.
local gone = 0
for _, name in ipairs(request.keys) do gone = gone + call('DEL', name) end
for _, pair in ipairs(request.sets) do gone = gone + call('ZREM', pair[1], pair[2]) end
for _, n in ipairs(request.incidents) do
  local name = key('incident', request.c, n)
  local packed = call('HGET', name, 'accounts')
  local kept = {}
  for _, account in ipairs(packed and cmsgpack.unpack(packed) or {}) do
    if account ~= request.account then kept[#kept + 1] = account end
  end
  if packed then call('HSET', name, 'accounts', cmsgpack.pack(kept)) end
end
return gone
