#!lua
-- Adds comments to their accounts' windows and returns each with its case, in one call.
-- KEYS[1] routes the call on a cluster. ARGV[1] is a msgpack array, one array per comment:
--   prefix, community, account, entry, id as packed in the entry, original, phrase, keep ms, phrase keep ms, said at, revision
-- An entry is a msgpack array that begins 9x cb<at> cb<revision> <id>: both times can be read in place, without unpacking.
-- Returns one msgpack array: server time, then per comment [conflict, settings revision, [account, at, ...], [entries ...]].
-- An answer that grows past MOST_ANSWER ends there; what was not reached is asked again.
local MOST_ENTRIES, MOST_BYTES, MOST_TEXTS, MOST_ACCOUNTS, MOST_ANSWER = 200, 24576, 4, 64, 262144
local call, unpack_number, sub, byte, char = redis.call, struct.unpack, string.sub, string.byte, string.char

local function at_of(entry) return (unpack_number('>d', entry, 3)) end
local function revision_of(entry) return (unpack_number('>d', entry, 12)) end

local function array(entries)
  local n = #entries
  return char(0xdc, math.floor(n / 256), n % 256) .. table.concat(entries)
end

local function before(entry, at, packed_id)
  local other = at_of(entry)
  if other ~= at then return other < at end
  return sub(entry, 20, 19 + #packed_id) < packed_id
end

-- What is cut, by age, number or size, is cut from the oldest end, and its original with it.
local function trim(key, raw, entries, keep)
  local bytes, first, n = 0, 1, #entries
  local oldest = at_of(entries[n]) - keep / 1000
  for i = n, 1, -1 do
    bytes = bytes + #entries[i]
    if n - i >= MOST_ENTRIES or bytes > MOST_BYTES or at_of(entries[i]) < oldest then first = i + 1 break end
  end
  if first == 1 then return entries end
  call('LTRIM', key, first - 1, -1)
  for i = 1, first - 1 do
    local header = byte(entries[i], 20)
    local from, length = 21, header - 0xa0
    if header == 0xd9 then from, length = 22, byte(entries[i], 21) end
    if header == 0xda then from, length = 23, byte(entries[i], 21) * 256 + byte(entries[i], 22) end
    call('HDEL', raw, sub(entries[i], from, from + length - 1))
  end
  local kept = {}
  for i = first, n do kept[#kept + 1] = entries[i] end
  return kept
end

-- A redelivery, an edit, or a comment that comes late: found by id, or put where its time belongs.
local function insert(key, entries, entry, packed_id, at, revision)
  local same, place = {}, #entries + 1
  for i, known in ipairs(entries) do
    if sub(known, 20, 19 + #packed_id) == packed_id then
      if revision_of(known) == revision then return false, known ~= entry and sub(known, 1, -2) ~= sub(entry, 1, -2) end
      same[#same + 1] = known
    end
    if place > i and not before(known, at, packed_id) then place = i end
  end
  if place > #entries then call('RPUSH', key, entry) else call('LINSERT', key, 'BEFORE', entries[place], entry) end
  table.insert(entries, place, entry)
  if #same >= MOST_TEXTS then
    call('LREM', key, 1, same[1])
    for i, known in ipairs(entries) do if known == same[1] then table.remove(entries, i) break end end
  end
  for _, known in ipairs(same) do if revision_of(known) > revision then return false, false end end
  return true, false
end

local comments = cmsgpack.unpack(ARGV[1])
local revisions, answer, size = {}, {}, 0
for i, comment in ipairs(comments) do
  local prefix, c, a, entry, packed_id, original, phrase, keep, phrase_keep, at, revision = unpack(comment, 1, 11)
  local said, raw = prefix .. 'said:' .. c .. ':' .. a, prefix .. 'raw:' .. c .. ':' .. a
  local entries = call('LRANGE', said, 0, -1)
  local newest, conflict = true, false
  if #entries == 0 or at_of(entries[#entries]) < at and revision == 0 then
    call('RPUSH', said, entry)
    entries[#entries + 1] = entry
  else
    newest, conflict = insert(said, entries, entry, packed_id, at, revision)
  end
  if newest then
    local id = cmsgpack.unpack(packed_id)
    local case = revision ~= 0 and call('HGET', prefix .. 'claims:' .. c .. ':' .. a, id)
    if case then
      call('HSET', prefix .. 'restore:' .. c .. ':' .. string.match(case, '^%d+'), id, original)
    else
      call('HSET', raw, id, original)
      call('PEXPIRE', raw, keep)
    end
  end
  call('PEXPIRE', said, keep)
  entries = trim(said, raw, entries, keep)
  local others = {}
  if phrase ~= '' then
    local key = prefix .. 'phrase:' .. c .. ':' .. phrase
    if call('ZADD', key, 'GT', at, a) == 1 and call('ZCARD', key) > MOST_ACCOUNTS then call('ZREMRANGEBYRANK', key, 0, -MOST_ACCOUNTS - 1) end
    call('PEXPIRE', key, phrase_keep)
    others = call('ZRANGE', key, 0, -1, 'WITHSCORES')
  end
  local settings = prefix .. 'settings:' .. c
  if not revisions[settings] then revisions[settings] = tonumber(call('HGET', settings, 'revision') or '0') end
  for k, other in ipairs(others) do others[k] = cmsgpack.pack(other) end
  answer[i] = char(0x94) .. cmsgpack.pack(conflict, revisions[settings]) .. array(others) .. array(entries)
  size = size + #answer[i]
  if size > MOST_ANSWER then break end
end
local time = call('TIME')
return char(0x92) .. cmsgpack.pack(tonumber(time[1]) + tonumber(time[2]) / 1e6) .. array(answer)
