#!lua
-- Adds comments to their accounts' windows and returns each with its case, in one call.
-- KEYS[1] routes the call on a cluster. ARGV[1] is a msgpack array, one array per comment:
--   prefix, community, account, entry, id as packed in the entry, original, phrase, keep ms, phrase keep ms, said at, revision, short
-- An entry is a msgpack array that begins 9x cb<at> cb<revision> <id>: both times can be read in place, without unpacking.
-- Returns one msgpack array: server time, then per comment [settings revision, [account, at, ...], [entries ...]].
-- An answer that grows past MOST_ANSWER ends there; what was not reached is asked again.
local MOST_ENTRIES, MOST_BYTES, MOST_TEXTS, MOST_ACCOUNTS, MOST_ANSWER = 200, 24576, 4, 64, 262144
local GONE = '\195'
local call, unpack_number, sub, byte, char = redis.call, struct.unpack, string.sub, string.byte, string.char

local function at_of(entry) return (unpack_number('>d', entry, 3)) end
local function revision_of(entry) return (unpack_number('>d', entry, 12)) end
local function id_of(entry) return (select(2, cmsgpack.unpack_one(entry, 19))) end

local function array(entries)
  local n = #entries
  return char(0xdc, math.floor(n / 256), n % 256) .. table.concat(entries)
end

-- What is cut, by age, number or size, is cut from the oldest end, and its original with it. An earlier text stays while a later one of
-- its comment does: it tells since when an unchanged text was said.
local function trim(key, raw, entries, keep)
  local bytes, first, n = 0, 1, #entries
  local oldest, edited = at_of(entries[n]) - keep / 1000, false
  for i = n, 1, -1 do
    bytes = bytes + #entries[i]
    if i < n and (n - i >= MOST_ENTRIES or bytes > MOST_BYTES or at_of(entries[i]) < oldest) then first = i + 1 break end
    edited = edited or revision_of(entries[i]) ~= 0
  end
  if first == 1 then return entries end
  local kept, standing = {}, {}
  for i = first, n do
    kept[#kept + 1] = entries[i]
    if edited then standing[id_of(entries[i])] = true end
  end
  call('LTRIM', key, first - 1, -1)
  local aged = at_of(entries[first - 1]) < oldest
  for i = first - 1, 1, -1 do
    local id = id_of(entries[i])
    if not standing[id] then call('HDEL', raw, id)
    elseif aged then
      call('LPUSH', key, entries[i])
      table.insert(kept, 1, entries[i])
    end
  end
  return kept
end

-- Puts a text where its time belongs. A known one changes nothing. Of a comment's texts the first and the newest few are kept.
-- Answers whether it was put there, and whether its original is the one to keep.
local function insert(key, entries, entry, packed_id, at, revision)
  local place, texts, gone, newest, first, second = #entries + 1, 0, false, true, nil, nil
  for i, known in ipairs(entries) do
    if sub(known, 20, 19 + #packed_id) == packed_id then
      local its = revision_of(known)
      if its == revision then return false, false end
      texts, gone, newest = texts + 1, gone or sub(known, -1) == GONE, newest and its < revision
      if not first or its < revision_of(first) then first, second = known, first
      elseif not second or its < revision_of(second) then second = known end
    end
    if place > i and at_of(known) > at then place = i end
  end
  if texts >= MOST_TEXTS then
    if revision > revision_of(first) and revision < revision_of(second) then return false, false end
    local cut = revision < revision_of(first) and first or second
    call('LREM', key, 1, cut)
    for i, known in ipairs(entries) do
      if known == cut then
        table.remove(entries, i)
        if i < place then place = place - 1 end
        break
      end
    end
  end
  if gone then entry = sub(entry, 1, -2) .. GONE end
  if place > #entries then call('RPUSH', key, entry) else call('LINSERT', key, 'BEFORE', entries[place], entry) end
  table.insert(entries, place, entry)
  return true, newest and not gone
end

-- A short phrase that so many accounts said on one day: the day is noted, unless a copy was hidden on it. Two days teach; the newest are kept.
local MANY, DAY, LEARNED = 10, 86400, 30 * 86400000
local function learn(key, others, at)
  local day, count = math.floor(at / DAY), 0
  for k = 2, #others, 2 do
    if math.floor(tonumber(others[k]) / DAY) == day then count = count + 1 end
  end
  if count < MANY or call('HSETNX', key, string.format('%d', day), 1) == 0 then return end
  local days = call('HKEYS', key)
  table.sort(days, function(one, other) return tonumber(one) > tonumber(other) end)
  for k = 3, #days do call('HDEL', key, days[k]) end
  call('PEXPIRE', key, LEARNED)
end

local comments = cmsgpack.unpack(ARGV[1])
local revisions, answer, size = {}, {}, 0
for i, comment in ipairs(comments) do
  local prefix, c, a, entry, packed_id, original, phrase, keep, phrase_keep, at, revision, short = unpack(comment, 1, 12)
  local said, raw = prefix .. 'said:' .. c .. ':' .. a, prefix .. 'raw:' .. c .. ':' .. a
  local entries = call('LRANGE', said, 0, -1)
  local new, newest = insert(said, entries, entry, packed_id, at, revision)
  if newest then
    local id = cmsgpack.unpack(packed_id)
    local case = revision ~= 0 and call('HGET', prefix .. 'claims:' .. c .. ':' .. a, id)
    local restore = case and prefix .. 'restore:' .. c .. ':' .. string.match(case, '^%d+')
    if restore and call('EXISTS', restore) == 1 then call('HSET', restore, id, original) else call('HSET', raw, id, original) end
  end
  call('PEXPIRE', said, keep)
  call('PEXPIRE', raw, keep)
  entries = trim(said, raw, entries, keep)
  local others = {}
  if phrase ~= '' then
    local key = prefix .. 'phrase:' .. c .. ':' .. phrase
    if new then
      if call('ZADD', key, 'GT', at, a) == 1 and call('ZCARD', key) > MOST_ACCOUNTS then call('ZREMRANGEBYRANK', key, 0, -MOST_ACCOUNTS - 1) end
      call('PEXPIRE', key, phrase_keep)
    end
    others = call('ZRANGE', key, 0, -1, 'WITHSCORES')
    if short and new and #others >= 2 * MANY then learn(prefix .. 'common:' .. c .. ':' .. phrase, others, at) end
  end
  local settings = prefix .. 'settings:' .. c
  if not revisions[settings] then revisions[settings] = tonumber(call('HGET', settings, 'revision') or '0') end
  for k, other in ipairs(others) do others[k] = cmsgpack.pack(other) end
  answer[i] = char(0x93) .. cmsgpack.pack(revisions[settings]) .. array(others) .. array(entries)
  size = size + #answer[i]
  if size > MOST_ANSWER then break end
end
local time = call('TIME')
return char(0x92) .. cmsgpack.pack(tonumber(time[1]) + tonumber(time[2]) / 1e6) .. array(answer)
