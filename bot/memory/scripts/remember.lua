#!lua
-- Adds comments to their accounts' windows and returns each with its case, in one call.
-- KEYS[1] routes the call on a cluster. ARGV[1] is a msgpack array, one array per comment:
--   prefix, community, account, entry, original, phrase, keep ms, phrase keep ms, said at, revision, short, bands
-- An entry is a msgpack array that begins 9x cb<at> cb<revision> <id>: both times can be read in place, without unpacking.
-- Returns one msgpack array: server time, then per comment [settings revision, [account, at, ...], [[account, entry], ...], [entries ...]]:
-- who said the same, then who may have said nearly the same, with what, then the window.
-- An answer that grows past MOST_ANSWER ends there; what was not reached is asked again.
local MOST_ENTRIES, MOST_BYTES, MOST_TEXTS, MOST_ACCOUNTS, MOST_ANSWER = 200, 24576, 4, 64, 262144
local GONE = '\195'
local call, unpack_number, sub, byte, char = redis.call, struct.unpack, string.sub, string.byte, string.char

local function at_of(entry) return (unpack_number('>d', entry, 3)) end
local function revision_of(entry) return (unpack_number('>d', entry, 12)) end
local function ends_and_id_of(entry) return cmsgpack.unpack_one(entry, 19) end
local function id_of(entry) return (select(2, ends_and_id_of(entry))) end

-- The answer in pieces, put together once: a text costs the server its length again whenever it becomes a longer one.
local pieces, count, size = {}, 0, 0
local function add(piece)
  count, size = count + 1, size + #piece
  pieces[count] = piece
end

local function head(n) return char(0xdc, math.floor(n / 256), n % 256) end

-- What is cut, by age, number or size, is cut from the oldest end, and its original with it. An earlier text stays while a later one of
-- its comment does: it tells since when an unchanged text was said.
local function trim(key, raw, entries, keep)
  local bytes, first, n = 0, 1, #entries
  for i = n, 1, -1 do
    bytes = bytes + #entries[i]
    if i < n and (n - i >= MOST_ENTRIES or bytes > MOST_BYTES) then first = i + 1 break end
  end
  local oldest = at_of(entries[n]) - keep / 1000
  while at_of(entries[first]) < oldest do first = first + 1 end
  if first == 1 then return entries end
  local kept, standing, edited = {}, {}, false
  for i = first, n do edited = edited or revision_of(entries[i]) ~= 0 end
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
local function insert(key, entries, entry, ends, at, revision)
  local place, texts, gone, newest, first, second = #entries + 1, 0, false, true, nil, nil
  local packed_id, last = sub(entry, 20, ends), byte(entry, ends)
  for i, known in ipairs(entries) do
    if byte(known, ends) == last and sub(known, 20, ends) == packed_id then
      local its = revision_of(known)
      if its == revision then return false, false end
      texts, gone, newest = texts + 1, gone or sub(known, -1) == GONE, newest and its < revision
      if not first or its < revision_of(first) then first, second = known, first
      elseif not second or its < revision_of(second) then second = known end
    end
  end
  while place > 1 and at_of(entries[place - 1]) > at do place = place - 1 end
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

-- Who said a short text: an account and when it last did, in a sorted set.
local function same(key, a, at, keep, new)
  local alone = false
  if new then
    local count = call('ZADD', key, 'GT', at, a) == 1 and call('ZCARD', key) or 0
    if count > MOST_ACCOUNTS then call('ZREMRANGEBYRANK', key, 0, -MOST_ACCOUNTS - 1) end
    call('PEXPIRE', key, keep)
    alone = count == 1
  end
  return alone and {} or call('ZRANGE', key, 0, -1, 'WITHSCORES')
end

-- Who said a long text, or one with a piece of it. Its two bands are texts of lines, the last to come first: account, said at (a packed
-- double), the first signs of its phrase; one command for a new band, where a sorted set takes three. Returns those of the same phrase as
-- `same` does, and of the others, who may have said nearly the same, the newest with what their windows still hold: account, entry, ...
local MOST_NEAR, LOOKED_AT, MARK = 8, 32, 6
local LINE = '((%S+) (........)(' .. string.rep('.', MARK) .. ')\n)'
local function resembling(prefix, c, a, at, phrase, bands, keep, new)
  local mark = sub(phrase, 1, MARK)
  local own = a .. ' ' .. struct.pack('>d', at) .. mark .. '\n'
  local equal, near, seen, before, after = {}, {}, {[a] = true}, nil, own
  for _, band in ipairs(bands) do
    local key = prefix .. 'near:' .. c .. ':' .. band
    local told = new and call('SET', key, own, 'PX', keep, 'GET') or not new and call('GET', key)
    local kept, looked = {own}, 0
    for line, other, packed_at, its in string.gmatch(told ~= before and told or '', LINE) do
      local when = unpack_number('>d', packed_at)
      if other == a and its == mark then
        if when > at then kept[1] = line end
      elseif #kept < MOST_ACCOUNTS then kept[#kept + 1] = line end
      if its == mark and seen[other] ~= true then
        seen[other] = true
        equal[#equal + 1] = other
        equal[#equal + 1] = string.format('%.17g', when)
      elseif its ~= mark and not seen[other] and looked < MOST_NEAR then
        seen[other], looked = 'near', looked + 1
        local entries = call('LRANGE', prefix .. 'said:' .. c .. ':' .. other, -LOOKED_AT, -1)
        for i = #entries, 1, -1 do
          if at_of(entries[i]) == when then
            near[#near + 1], near[#near + 2] = char(0x92) .. cmsgpack.pack(other), entries[i]
            break
          end
        end
      end
    end
    if told ~= before then before, after = told, table.concat(kept) end  -- where all said the same, both bands are the same
    if new and told then call('SET', key, after, 'PX', keep) end
  end
  return equal, near
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
local revisions, answered = {}, 0
add('')
for i, comment in ipairs(comments) do
  local prefix, c, a, entry, original, phrase, keep, phrase_keep, at, revision, short, bands = unpack(comment, 1, 12)
  local said, raw = prefix .. 'said:' .. c .. ':' .. a, prefix .. 'raw:' .. c .. ':' .. a
  local entries = call('LRANGE', said, 0, -1)
  local ends, id = ends_and_id_of(entry)
  local new, newest = insert(said, entries, entry, ends, at, revision)
  if newest then
    local case = revision ~= 0 and call('HGET', prefix .. 'claims:' .. c .. ':' .. a, id)
    local restore = case and prefix .. 'restore:' .. c .. ':' .. string.match(case, '^%d+')
    if restore and call('EXISTS', restore) == 1 then call('HSET', restore, id, original) else call('HSET', raw, id, original) end
  end
  call('PEXPIRE', said, keep)
  call('PEXPIRE', raw, keep)
  entries = trim(said, raw, entries, keep)
  local others, near = {}, {}
  if #bands > 0 then
    others, near = resembling(prefix, c, a, at, phrase, bands, phrase_keep, new)
  elseif phrase ~= '' then
    others = same(prefix .. 'phrase:' .. c .. ':' .. phrase, a, at, phrase_keep, new)
    if short and new and #others >= 2 * MANY then learn(prefix .. 'common:' .. c .. ':' .. phrase, others, at) end
  end
  local settings = prefix .. 'settings:' .. c
  if not revisions[settings] then revisions[settings] = tonumber(call('HGET', settings, 'revision') or '0') end
  add(char(0x94) .. cmsgpack.pack(revisions[settings]) .. head(#others))
  for _, other in ipairs(others) do add(cmsgpack.pack(other)) end
  add(head(#near / 2))
  for _, piece in ipairs(near) do add(piece) end
  add(head(#entries))
  for _, entry in ipairs(entries) do add(entry) end
  answered = i
  if size > MOST_ANSWER then break end
end
local time = call('TIME')
pieces[1] = char(0x92) .. cmsgpack.pack(tonumber(time[1]) + tonumber(time[2]) / 1e6) .. head(answered)
return table.concat(pieces)
