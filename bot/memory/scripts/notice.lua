#!lua
-- Which message of a thread a notice is said in. The request: c, thread, and either action, account, hidden, platform, merge, stands, most (times in
-- seconds), or slot and message: that this message says it now, or leaves: an action whose notice is taken back.
-- What was said shortly before, or is one of too many that stand, says it too. Its removal is put on the list of chores with it.
-- Answers {slot, message or '', the accounts it is for, whether something of each was hidden}.
local c, name = request.c, key('notices', request.c, request.thread)
if request.slot then
  local packed = call('HGET', name, request.slot)
  if not packed then return nil end
  local slot = cmsgpack.unpack(packed)
  slot.message = request.message
  call('HSET', name, request.slot, cmsgpack.pack(slot))
  return {slot.id, slot.message, slot.accounts, slot.bare and 0 or 1}
end
if request.leaves then
  for _, packed in ipairs(call('HVALS', name)) do
    local slot = cmsgpack.unpack(packed)
    if slot.actions[request.leaves] then
      slot.actions[request.leaves] = nil
      local left = {}
      for _, account in ipairs(slot.accounts) do
        local named = account ~= request.account
        for _, other in pairs(slot.actions) do named = named or other == account end
        if named then left[#left + 1] = account end
      end
      slot.accounts = left
      call('HSET', name, slot.id, cmsgpack.pack(slot))
      return {slot.id, slot.message, slot.accounts, slot.bare and 0 or 1}
    end
  end
  return nil
end
local standing, mine, newest, flat = 0, nil, nil, call('HGETALL', name)
for i = 1, #flat, 2 do
  local slot = cmsgpack.unpack(flat[i + 1])
  if slot['until'] <= now then call('HDEL', name, flat[i])
  else
    standing = standing + 1
    if slot.actions[request.action] then mine = slot end
    if not newest or slot.at > newest.at then newest = slot end
  end
end
local joins = newest and (now - newest.at < request.merge or standing >= request.most)
local slot = mine or joins and newest or {id = request.action, at = now, message = '', accounts = {}, actions = {}}
if not mine then
  local named = false
  for _, account in ipairs(slot.accounts) do named = named or account == request.account end
  if not named then slot.accounts[#slot.accounts + 1] = request.account end
  slot.actions[request.action] = request.account
  slot.bare = slot.bare or not request.hidden or nil
  slot['until'] = now + request.stands
end
call('HSET', name, slot.id, cmsgpack.pack(slot))
live(name, request.stands + 600)
call('ZADD', key('chores', request.platform), number(slot['until']), table.concat({'unsay', c, request.thread, slot.id}, '\n'))
return {slot.id, slot.message, slot.accounts, slot.bare and 0 or 1}
