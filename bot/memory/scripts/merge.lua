-- Put behind strikes.lua.

-- Two incidents bridged by one comment become the older one: its strikes stay, the others' are taken back.
local function merge(into, from)
  local flat = call('ZRANGE', strikes, 0, -1, 'WITHSCORES')
  for i = 1, #flat, 2 do
    if string.match(flat[i], '(%d+):%d+$') == from.n then
      call('ZREM', strikes, flat[i])
      move(tonumber(flat[i + 1]))
    end
  end
  local function rename(set, old, new)
    local score = call('ZSCORE', set, old)
    if score then call('ZREM', set, old); call('ZADD', set, score, new) end
  end
  each_action(c, from.n, function(record)
    rename(key('due', into.platform), member(c, from.n, record.id), member(c, into.n, record.id))
    rename(key('feed', c), from.n .. '\n' .. record.id, into.n .. '\n' .. record.id)
    keep(c, into.n, record)
  end)
  each_action(c, from.n, function(record)
    if record.strike then take_back(c, into, record, tbl.inverse) end
  end)
  local copies = call('ZRANGE', key('copies', c, from.n), 0, -1, 'WITHSCORES')
  for i = 1, #copies, 2 do
    call('ZADD', key('copies', c, into.n), copies[i + 1], copies[i])
    local thread = string.match(call('HGET', claims, copies[i]) or '', '^%d+ (.*)$') or ''
    call('HSET', claims, copies[i], into.n .. ' ' .. thread)
  end
  local originals = call('HGETALL', key('restore', c, from.n))
  for i = 1, #originals, 2 do call('HSET', key('restore', c, into.n), originals[i], originals[i + 1]) end
  local told = call('HGETALL', key('decided', c, from.n))
  for i = 1, #told, 2 do
    local all = cmsgpack.unpack(call('HGET', key('decided', c, into.n), told[i]) or '\144')
    for _, id in ipairs(cmsgpack.unpack(told[i + 1])) do all[#all + 1] = id end
    call('HSET', key('decided', c, into.n), told[i], cmsgpack.pack(all))
  end
  for _, kind in ipairs({'actions', 'copies', 'restore', 'decided', 'rungs'}) do call('DEL', key(kind, c, from.n)) end
  if (from.hid or '') ~= '' and into.hid ~= 'done' then
    local waited = (into.hid or '') == ''
    into.hid = from.hid
    save(c, into.n, {hid = into.hid})
    if waited then release(c, into, 'hides') end
  end
  if from.gone then
    local gone = into.gone and cmsgpack.unpack(into.gone) or {}
    for _, id in ipairs(cmsgpack.unpack(from.gone)) do gone[#gone + 1] = id end
    into.gone = cmsgpack.pack(gone)
    save(c, into.n, {gone = into.gone})
  end
  into.merged = (into.merged or '') .. ' ' .. from.n .. (from.merged or '')
  if from.keep == '0' then into.keep = '0' end
  if earlier(from, into) then into.flagged, into.flagger = from.flagged, from.flagger end
  save(c, from.n, {state = 'merged', into = into.n})
  touch(c, from)
  into.since = since(into) or from.since
  into.since = since(into) or ''
  save(c, into.n, {merged = into.merged, keep = into.keep, flagged = into.flagged, flagger = into.flagger, since = into.since})
  return from.kept
end
