/* Verify an exported trail in the browser: nothing leaves the machine, no account, works from a file on disk too.
 *
 * The third verifier, after docs/evidence-format.md: own small PDF and DER readers, SHA-256 and RSA by WebCrypto, inflating by
 * DecompressionStream. `verifyTrail(bytes, anchors)` is all there is to it; the page is at the end of the file.
 * The steps and their names are those of reorg/verify/standalone.py, which is the one to read first.
 */
"use strict";

const MB = 1 << 20;
const LIMIT = {
  file: 128 * MB, events: 96 * MB, metadata: 48 * MB, record: MB, attachment: 8 * MB, page: 16 * MB, pages: 1024 * MB, stream: 64 * MB,
  streams: 256 * MB, objects: 2e6, pageCount: 20000, names: 1000, depth: 40,
};
const LONG = new Map([["events.json", LIMIT.events], ["metadata.xml", LIMIT.metadata]]);
const TOLERANCE = 5000;

// No Error: those are made with a picture of the stack, and one of these is made for each thing looked at.
class Wrong {
  constructor(en, vi, where = "") {
    Object.assign(this, { en, vi, where, result: "failed" });
  }
}
class Absent extends Wrong {
  constructor(en, vi, where = "") {
    super(en, vi, where);
    this.result = "indeterminate";
  }
}
const damaged = (what) => new Wrong(`the PDF is damaged (${what})`, `tệp PDF bị hỏng (${what})`, "PDF");
const altered = (what) =>
  new Wrong(`the file was altered after it was signed (${what})`, `tệp bị sửa sau khi ký (${what})`, "PDF");
const need = (fine, error) => {
  if (!fine) throw error;
};

// 1. Bytes -------------------------------------------------------------------------------------------------------------

const latin1 = (bytes) => {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192));
  return text;
};
const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const toBytes = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
const joined = (parts) => {
  const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
};
const HASH = { sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };
const hash = async (bytes, name = "sha256") => new Uint8Array(await crypto.subtle.digest(HASH[name], bytes));
const sha = async (bytes) => hex(await hash(bytes));
const fromBase64 = (text, where) => {
  const fine = typeof text === "string" && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  need(fine, new Wrong(`the signature of ${where} cannot be read`, `chữ ký của ${where} không đọc được`, where));
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
};

const inflate = async (raw, most, where) => {
  const bad = () => new Wrong(`${where} cannot be unpacked`, `${where} không giải nén được`, where);
  const large = new Wrong(`${where} is larger than in any paper of ours`, `${where} lớn quá mức`, where);
  let end = raw.length;
  while (end && (raw[end - 1] === 10 || raw[end - 1] === 13) && raw.length - end < 2) end -= 1;
  for (const length of new Set([raw.length, end])) {
    const parts = [];
    let size = 0;
    try {
      const reader = new Blob([raw.subarray(0, length)]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return joined(parts);
        size += value.length;
        if (size > most) {
          reader.cancel().catch(() => {});
          throw large;
        }
        parts.push(value);
      }
    } catch (error) {
      if (error === large) throw error;
    }
  }
  throw bad();
};

// 2. PDF ---------------------------------------------------------------------------------------------------------------

class Ref {
  constructor(number, generation) {
    Object.assign(this, { number, generation });
  }
}
class Text {
  constructor(raw) {
    this.raw = raw; // one character for each byte
  }
}
class Stream {
  constructor(head, start, length) {
    Object.assign(this, { head, start, length });
  }
}
class Close {
  constructor(mark) {
    this.mark = mark;
  }
}

const SPACE = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITER = new Set([...SPACE, ...[..."()<>[]{}/%"].map((letter) => letter.charCodeAt(0))]);
const isDigit = (byte) => byte >= 48 && byte <= 57;

class Parser {
  constructor(data, end) {
    Object.assign(this, { data, end });
  }
  skip(at) {
    const { data, end } = this;
    for (;;) {
      while (at < end && SPACE.has(data[at])) at += 1;
      if (data[at] !== 37 || at >= end) return at;
      while (at < end && data[at] !== 10 && data[at] !== 13) at += 1;
    }
  }
  word(at) {
    let end = at;
    while (end < this.end && !DELIMITER.has(this.data[end])) end += 1;
    return latin1(this.data.subarray(at, end));
  }
  starts(text, at) {
    if (at + text.length > this.end) return false;
    for (let i = 0; i < text.length; i += 1) if (this.data[at + i] !== text.charCodeAt(i)) return false;
    return true;
  }
  /** The value at a position, and the position behind it. */
  value(at, depth = 0) {
    need(depth <= 60, damaged("nesting"));
    at = this.skip(at);
    const { data } = this;
    need(at < this.end, damaged("end"));
    switch (String.fromCharCode(data[at])) {
      case "/": {
        const name = this.word(at + 1);
        return ["/" + name.replace(/#([0-9A-Fa-f]{2})/g, (_, pair) => String.fromCharCode(parseInt(pair, 16))), at + 1 + name.length];
      }
      case "[":
        return this.array(at + 1, depth);
      case "]":
        return [new Close("]"), at + 1];
      case "<":
        return data[at + 1] === 60 ? this.dictionary(at + 2, depth) : this.hexText(at + 1);
      case ">":
        need(data[at + 1] === 62, damaged(`byte ${at}`));
        return [new Close(">>"), at + 2];
      case "(":
        return this.text(at + 1);
      default:
        return this.plain(at);
    }
  }
  plain(at) {
    const word = this.word(at);
    if (word in { true: 1, false: 1, null: 1 }) return [{ true: true, false: false, null: null }[word], at + word.length];
    need(/^[+-]?(\d{1,18}|\d{0,32}\.\d{0,32})$/.test(word) && /\d/.test(word), damaged(`byte ${at}`));
    const behind = at + word.length;
    if (/^\d{1,10}$/.test(word)) {
      let next = behind;
      while (next < this.end && SPACE.has(this.data[next])) next += 1;
      const generation = next > behind ? this.word(next) : "";
      if (/^\d{1,5}$/.test(generation)) {
        let last = next + generation.length;
        const start = last;
        while (last < this.end && SPACE.has(this.data[last])) last += 1;
        if (last > start && this.word(last) === "R") return [new Ref(Number(word), Number(generation)), last + 1];
      }
    }
    return [Number(word), behind];
  }
  array(at, depth) {
    const made = [];
    for (;;) {
      let value;
      [value, at] = this.value(at, depth + 1);
      if (value instanceof Close) {
        need(value.mark === "]", damaged("array"));
        return [made, at];
      }
      made.push(value);
    }
  }
  dictionary(at, depth) {
    const made = new Map();
    for (;;) {
      let key, value;
      [key, at] = this.value(at, depth + 1);
      if (key instanceof Close && key.mark === ">>") return [made, at];
      need(typeof key === "string" && !made.has(key), damaged("dictionary"));
      [value, at] = this.value(at, depth + 1);
      need(!(value instanceof Close), damaged("dictionary"));
      made.set(key, value);
    }
  }
  hexText(at) {
    let digits = "";
    let end = at;
    while (end < this.end && this.data[end] !== 62) end += 1;
    need(end < this.end, damaged("string"));
    digits = latin1(this.data.subarray(at, end)).replace(/[\0\t\n\f\r ]/g, "");
    need(/^[0-9A-Fa-f]*$/.test(digits), damaged("string"));
    return [new Text(latin1(fromHex(digits.length % 2 ? digits + "0" : digits))), end + 1];
  }
  text(at) {
    const made = [];
    let depth = 1;
    while (at < this.end) {
      const letter = String.fromCharCode(this.data[at]);
      at += 1;
      if (letter === "\\") {
        let digits = "";
        while (digits.length < 3 && this.data[at] >= 48 && this.data[at] <= 55) digits += String.fromCharCode(this.data[at++]);
        if (digits) {
          made.push(String.fromCharCode(parseInt(digits, 8) & 255));
          continue;
        }
        const escaped = String.fromCharCode(this.data[at]);
        if (escaped === "\r" && this.data[at + 1] === 10) at += 1;
        at += 1;
        made.push({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "\r": "", "\n": "" }[escaped] ?? escaped);
        continue;
      }
      if (letter === "(") depth += 1;
      if (letter === ")") depth -= 1;
      if (!depth) return [new Text(made.join("")), at];
      made.push(letter);
    }
    throw damaged("string");
  }
}

/** A value written down so that two can be compared. */
const shown = (value) => {
  if (value instanceof Map) return `<<${[...value.keys()].sort().map((key) => key + " " + shown(value.get(key))).join(" ")}>>`;
  if (Array.isArray(value)) return `[${value.map(shown).join(" ")}]`;
  if (value instanceof Ref) return `${value.number} ${value.generation} R`;
  if (value instanceof Text) return JSON.stringify(value.raw);
  if (value === undefined) return "-";
  return String(value);
};

const unpredicted = (data, head) => {
  const predictor = head instanceof Map ? (head.get("/Predictor") ?? 1) : 1;
  if (predictor === 1) return data;
  const width = head.get("/Columns") ?? 1;
  const fine = Number.isInteger(width) && width > 0 && width <= 64 && predictor >= 10 && predictor <= 15;
  need(fine && data.length % (width + 1) === 0, damaged("predictor"));
  const made = new Uint8Array((data.length / (width + 1)) * width);
  for (let row = 0; row * (width + 1) < data.length; row += 1) {
    const kind = data[row * (width + 1)];
    need(kind <= 4, damaged("predictor"));
    for (let i = 0; i < width; i += 1) {
      const here = row * width + i;
      const left = i ? made[here - 1] : 0;
      const up = row ? made[here - width] : 0;
      const corner = row && i ? made[here - width - 1] : 0;
      const near = left + up - corner;
      const [a, b, c] = [Math.abs(near - left), Math.abs(near - up), Math.abs(near - corner)];
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      made[here] = data[row * (width + 1) + 1 + i] + [0, left, up, (left + up) >> 1, paeth][kind];
    }
  }
  return made;
};

class Pdf {
  static async at(data, end) {
    const pdf = new Pdf();
    Object.assign(pdf, { data, end, parser: new Parser(data, end), places: new Map(), packs: new Map(), sections: [], measuring: 0 });
    const ending = /startxref[\r\n]+(\d{1,12})[\r\n]+%%EOF[\r\n]{0,2}$/.exec(latin1(data.subarray(Math.max(0, end - 64), end)));
    need(ending, new Wrong("the file is cut off or something follows its end", "tệp bị cắt cụt hoặc có thêm dữ liệu ở cuối"));
    await pdf.readSections(Number(ending[1]));
    need(!pdf.trailer.has("/Encrypt"), new Wrong("the file is encrypted", "tệp bị mã hóa"));
    await pdf.unpackObjects();
    pdf.rootRef = pdf.trailer.get("/Root");
    pdf.root = pdf.get(pdf.rootRef);
    need(pdf.rootRef instanceof Ref && pdf.root instanceof Map, damaged("catalog"));
    return pdf;
  }

  async readSections(at) {
    while (at !== undefined) {
      const before = this.sections.length ? this.sections[this.sections.length - 1] : this.end;
      need(Number.isInteger(at) && at > 0 && at < before && this.sections.length < 200, damaged("cross-references"));
      this.sections.push(at);
      const head = this.parser.starts("xref", at) ? this.readTable(at + 4) : await this.readStream(at);
      need(!head.has("/XRefStm"), new Wrong("the file has hybrid cross-references", "tệp có hai bảng tham chiếu chồng nhau"));
      this.trailer ??= head;
      need(this.places.size <= LIMIT.objects, new Wrong("the file has more objects than any paper of ours", "tệp có quá nhiều đối tượng"));
      at = head.get("/Prev");
    }
  }
  place(number, where) {
    if (!this.places.has(number)) this.places.set(number, where);
  }
  readTable(at) {
    const { data, parser } = this;
    for (;;) {
      const line = latin1(data.subarray(at, Math.min(at + 64, this.end)));
      const found = /^[\0\t\n\f\r ]*(\d{1,10}) +(\d{1,7}) *[\r\n]+/.exec(line);
      if (!found) break;
      at += found[0].length;
      for (let number = Number(found[1]); number < Number(found[1]) + Number(found[2]); number += 1) {
        const row = /^(\d{10}) (\d{5}) ([nf])[ \r\n]{2}/.exec(latin1(data.subarray(at, Math.min(at + 20, this.end))));
        need(row, damaged("cross-references"));
        this.place(number, row[3] === "n" ? { at: Number(row[1]), generation: Number(row[2]) } : null);
        at += 20;
      }
    }
    at = parser.skip(at);
    need(parser.starts("trailer", at), damaged("trailer"));
    const [head] = parser.value(at + 7);
    need(head instanceof Map, damaged("trailer"));
    return head;
  }
  async readStream(at) {
    const stream = this.objectAt(at, null).value;
    need(stream instanceof Stream && stream.head.get("/Type") === "/XRef", damaged("cross-references"));
    const { head } = stream;
    const rows = await this.unpacked(stream, "cross-references");
    const widths = head.get("/W");
    const small = (n) => Number.isInteger(n) && n >= 0;
    need(Array.isArray(widths) && widths.length === 3 && widths.every((w) => small(w) && w <= 8), damaged("cross-references"));
    const index = head.get("/Index") ?? [0, head.get("/Size")];
    const width = widths[0] + widths[1] + widths[2];
    need(Array.isArray(index) && index.length % 2 === 0 && index.every(small) && width, damaged("cross-references"));
    let from = 0;
    const number = (count) => {
      let made = 0;
      for (let i = 0; i < count; i += 1) made = made * 256 + rows[from++];
      return made;
    };
    for (let part = 0; part < index.length; part += 2) {
      need(from + index[part + 1] * width <= rows.length, damaged("cross-references"));
      for (let n = index[part]; n < index[part] + index[part + 1]; n += 1) {
        const kind = widths[0] ? number(widths[0]) : 1;
        const [one, two] = [number(widths[1]), number(widths[2])];
        need(kind <= 2, damaged("cross-references"));
        this.place(n, [null, { at: one, generation: two }, { pack: one, index: two }][kind]);
      }
    }
    return head;
  }

  /** Object streams are unpacked at once, so that asking for an object need not wait. */
  async unpackObjects() {
    let left = LIMIT.streams;
    for (const holder of new Set([...this.places.values()].filter((place) => place?.pack !== undefined).map((place) => place.pack))) {
      const place = this.places.get(holder);
      need(place && place.at !== undefined, damaged("object stream"));
      const stream = this.objectAt(place.at, holder).value;
      need(stream instanceof Stream && stream.head.get("/Type") === "/ObjStm", damaged("object stream"));
      const body = await this.unpacked(stream, "object stream");
      left -= body.length;
      const [count, first] = [stream.head.get("/N"), stream.head.get("/First")];
      need(left > 0 && Number.isInteger(count) && Number.isInteger(first) && first > 0 && first <= body.length, damaged("object stream"));
      const numbers = latin1(body.subarray(0, first)).split(/[\0\t\n\f\r ]+/).filter(Boolean);
      need(numbers.length >= 2 * count && numbers.slice(0, 2 * count).every((n) => /^\d{1,10}$/.test(n)), damaged("object stream"));
      this.packs.set(holder, { first, parser: new Parser(body, body.length), numbers: numbers.slice(0, 2 * count).map(Number) });
    }
  }

  objectAt(at, number) {
    const { parser, data } = this;
    const found = /^(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+obj/.exec(latin1(data.subarray(at, Math.min(at + 40, this.end))));
    need(found && (number === null || Number(found[1]) === number), damaged(`object ${number}`));
    let [value, behind] = parser.value(at + found[0].length);
    behind = parser.skip(behind);
    if (parser.starts("stream", behind) && value instanceof Map) {
      behind += 6;
      behind += data[behind] === 13 && data[behind + 1] === 10 ? 2 : data[behind] === 10 ? 1 : this.end;
      let length = value.get("/Length");
      if (length instanceof Ref) {
        need(this.measuring++ <= 3, damaged("length of a stream"));
        length = this.get(length);
        this.measuring -= 1;
      }
      need(Number.isInteger(length) && length >= 0 && behind + length <= this.end, damaged("length of a stream"));
      let last = behind + length;
      while (last < this.end && SPACE.has(data[last])) last += 1;
      need(parser.starts("endstream", last), damaged("end of a stream"));
      const close = last + 9;
      last = close;
      while (last < this.end && SPACE.has(data[last])) last += 1;
      need(last > close && parser.word(last) === "endobj", damaged("end of a stream"));
      value = new Stream(value, behind, length);
    } else {
      need(parser.word(behind) === "endobj", damaged(`object ${number}`));
    }
    return { generation: Number(found[2]), value };
  }
  get(value) {
    for (let steps = 0; value instanceof Ref; steps += 1) {
      need(steps < 20, damaged("references"));
      const place = this.places.get(value.number);
      if (!place) return null;
      if (place.pack !== undefined) value = value.generation === 0 ? this.packed(value.number, place) : null;
      else {
        const found = this.objectAt(place.at, value.number);
        value = found.generation === value.generation && place.generation === value.generation ? found.value : null;
      }
    }
    return value;
  }
  packed(number, place) {
    const pack = this.packs.get(place.pack);
    need(pack && pack.numbers[2 * place.index] === number, damaged("object stream"));
    const [value] = pack.parser.value(pack.first + pack.numbers[2 * place.index + 1]);
    need(!(value instanceof Close) && !(value instanceof Ref), damaged("object stream"));
    return value;
  }
  readAll() {
    for (const [number, place] of this.places) {
      if (place?.pack !== undefined) this.packed(number, place);
      else if (place) need(this.objectAt(place.at, number).generation === place.generation, damaged(`object ${number}`));
    }
  }
  raw(stream) {
    return this.data.subarray(stream.start, stream.start + stream.length);
  }
  async unpacked(stream, where) {
    const only = (value) => (Array.isArray(value) && value.length === 1 ? value[0] : value);
    const filter = only(stream.head.get("/Filter"));
    if (filter === undefined && stream.length <= LIMIT.stream) return this.raw(stream);
    need(filter === "/FlateDecode", damaged(`${where} is packed as none of ours`));
    return unpredicted(await inflate(this.raw(stream), LIMIT.stream, where), only(stream.head.get("/DecodeParms")));
  }
  async content(stream, most, where) {
    let filter = this.get(stream.head.get("/Filter"));
    if (Array.isArray(filter) && filter.length < 2) filter = filter.length ? this.get(filter[0]) : null;
    const plain = filter === null || filter === undefined;
    const fine = (plain || filter === "/FlateDecode") && !stream.head.has("/DecodeParms") && !stream.head.has("/F");
    need(fine, new Wrong(`${where} is packed as none of ours`, `${where} được nén khác thường`, where));
    if (!plain) return inflate(this.raw(stream), most, where);
    need(stream.length <= most, new Wrong(`${where} is larger than in any paper of ours`, `${where} lớn quá mức`, where));
    return this.raw(stream);
  }
  dictionary(value) {
    value = this.get(value);
    need(value instanceof Map, damaged("a dictionary is missing"));
    return value;
  }
  array(value) {
    value = this.get(value) ?? [];
    need(Array.isArray(value), damaged("an array is missing"));
    return value;
  }
  text(value) {
    value = this.get(value);
    need(value instanceof Text, damaged("a text is missing"));
    const bytes = Uint8Array.from(value.raw, (letter) => letter.charCodeAt(0));
    if (bytes[0] === 254 && bytes[1] === 255) return new TextDecoder("utf-16be").decode(bytes.subarray(2));
    return bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191 ? new TextDecoder().decode(bytes.subarray(3)) : value.raw;
  }

  async attachments() {
    const strange = new Wrong("the list of attachments is none of ours", "danh mục tệp đính kèm bất thường");
    const names = this.dictionary(this.root.get("/Names") ?? new Map());
    const found = new Map();
    const todo = names.has("/EmbeddedFiles") ? [names.get("/EmbeddedFiles")] : [];
    for (let seen = 1; todo.length; seen += 1) {
      const node = this.dictionary(todo.pop());
      const pairs = this.array(node.get("/Names"));
      need(seen <= LIMIT.names && pairs.length % 2 === 0 && pairs.length <= 2 * LIMIT.names, strange);
      todo.push(...this.array(node.get("/Kids")));
      for (let i = 0; i < pairs.length; i += 2) {
        const name = this.text(pairs[i]);
        need(!found.has(name), new Wrong(`two attachments are called “${name}”`, `có hai tệp đính kèm tên “${name}”`, name));
        found.set(name, await this.attachment(this.dictionary(pairs[i + 1]), name));
      }
    }
    for (const name of ["events.json", "proofs.json"])
      // Without any, it may be a signed paper.
      need(!found.size || found.has(name), new Wrong(`“${name}” is not attached`, `tệp không kèm “${name}”: không phải bản xuất nhật ký`, name));
    return found;
  }
  async attachment(spec, name) {
    for (const key of ["/F", "/UF"])
      need(spec.has(key) && this.text(spec.get(key)) === name, new Wrong(`“${name}” has another name inside the file`, `“${name}” có tên khác trong tệp`, name));
    const streams = this.dictionary(spec.get("/EF"));
    const stream = this.get(streams.get("/F"));
    const one = stream instanceof Stream && (!streams.has("/UF") || shown(streams.get("/UF")) === shown(streams.get("/F")));
    need(one, new Wrong(`“${name}” leads to two contents`, `“${name}” trỏ tới hai nội dung`, name));
    return this.content(stream, LONG.get(name) ?? LIMIT.attachment, name);
  }
  *pages() {
    const todo = [[this.root.get("/Pages"), 0]];
    const seen = new Set();
    while (todo.length) {
      const [ref, depth] = todo.pop();
      need(depth <= LIMIT.depth && !(ref instanceof Ref && seen.has(ref.number)), damaged("tree of pages"));
      if (ref instanceof Ref) seen.add(ref.number);
      const node = this.dictionary(ref);
      if (node.get("/Type") === "/Page") yield [ref, node];
      else {
        need(node.get("/Type") === "/Pages" && todo.length < LIMIT.objects, damaged("tree of pages"));
        for (const kid of this.array(node.get("/Kids")).slice().reverse()) todo.push([kid, depth + 1]);
      }
    }
  }
  /** SHA-256 over the pages; WebCrypto hashes one piece only, so the pieces are gathered. */
  async pagesDigest() {
    const parts = [];
    let [count, left] = [0, LIMIT.pages / 4];
    for (const [, page] of this.pages()) {
      count += 1;
      const where = `page ${count}`;
      need(count <= LIMIT.pageCount, new Wrong("the file has more pages than any paper of ours", "tệp có quá nhiều trang"));
      this.onlyLinksAndSignatures(page, where);
      const contents = this.get(page.get("/Contents"));
      const streams = contents instanceof Stream ? [contents] : this.array(contents).map((part) => this.get(part));
      for (const [number, stream] of streams.entries()) {
        need(stream instanceof Stream, new Wrong(`${where} cannot be read`, `${where} không đọc được`, where));
        const part = await this.content(stream, Math.min(LIMIT.page, left), where);
        left -= part.length;
        if (number) parts.push(Uint8Array.of(10));
        parts.push(part);
      }
      parts.push(Uint8Array.of(10));
    }
    need(count, new Wrong("the file has no page", "tệp không có trang nào"));
    return { digest: await sha(joined(parts)), count };
  }
  onlyLinksAndSignatures(page, where) {
    need(!page.has("/AA"), new Wrong(`${where} has scripts`, `${where} chứa thành phần động`, where));
    for (let note of this.array(page.get("/Annots"))) {
      note = this.dictionary(note);
      const action = note.has("/A") ? this.dictionary(note.get("/A")).get("/S") : null;
      const link = note.get("/Subtype") === "/Link" && !note.has("/AP") && [null, "/URI", "/GoTo"].includes(action);
      const field = note.get("/Subtype") === "/Widget" && note.get("/FT") === "/Sig" && !note.has("/A") && !note.has("/AA");
      need(link || field, new Wrong(`something is laid over ${where}`, `${where} bị phủ một chú thích lạ`, where));
    }
  }
  nothingActive() {
    const strange = ["/AA", "/OCProperties", "/XFA", "/Collection"].filter((key) => this.root.has(key));
    const names = this.dictionary(this.root.get("/Names") ?? new Map());
    strange.push(...[...names.keys()].filter((key) => key !== "/EmbeddedFiles" && key !== "/Dests"));
    if (this.get(this.root.get("/OpenAction")) instanceof Map) strange.push("/OpenAction");
    if (this.dictionary(this.root.get("/AcroForm") ?? new Map()).has("/XFA")) strange.push("/XFA");
    need(!strange.length, new Wrong(`the file has scripts or layers (${strange[0]})`, `tệp chứa thành phần động hoặc lớp ẩn (${strange[0]})`));
  }
  signatures() {
    const todo = this.array(this.dictionary(this.root.get("/AcroForm") ?? new Map()).get("/Fields")).map((ref) => [ref, "", 0, undefined]);
    const found = [];
    for (let seen = 1; todo.length; seen += 1) {
      const [ref, before, depth, inherited] = todo.shift();
      const field = this.dictionary(ref);
      need(seen <= 10000 && depth <= LIMIT.depth, damaged("form"));
      const name = [before, field.has("/T") ? this.text(field.get("/T")) : ""].filter(Boolean).join(".");
      const kind = field.get("/FT") ?? inherited;
      todo.push(...this.array(field.get("/Kids")).map((kid) => [kid, name, depth + 1, kind]));
      if (kind === "/Sig" && this.get(field.get("/V")) != null) found.push([name, this.dictionary(field.get("/V"))]);
    }
    return found;
  }
}

/** Between two states of one file only signatures may have come (or, behind the last one, validation material). */
class Changes {
  constructor(before, after, signatures) {
    Object.assign(this, { before, after, signatures, roles: new Map() });
    const older = before.sections;
    need(shown(before.rootRef) === shown(after.rootRef) && after.sections.length > older.length, altered("catalog"));
    need(after.sections.slice(-older.length).join() === older.join(), altered("cross-references"));
    this.learnRoles();
  }
  role(ref, name) {
    if (ref instanceof Ref) this.roles.set(ref.number, (this.roles.get(ref.number) ?? name) === name ? name : "two roles");
  }
  learnRoles() {
    const { before } = this;
    const { root } = before;
    this.role(before.rootRef, "catalog");
    this.role(root.get("/Metadata"), "metadata");
    this.role(root.get("/Extensions"), "extensions");
    this.role(before.trailer.get("/Info"), "info");
    for (const [ref, page] of before.pages()) {
      this.role(ref, "page");
      this.role(page.get("/Annots"), "annotations");
    }
    const form = before.get(root.get("/AcroForm"));
    if (form instanceof Map) {
      this.role(root.get("/AcroForm"), "form");
      this.role(form.get("/Fields"), "fields");
      for (const ref of before.array(form.get("/Fields"))) {
        const field = before.get(ref);
        if (field instanceof Map && field.get("/FT") === "/Sig" && before.get(field.get("/V")) == null) this.role(ref, "empty field");
      }
    }
    const dss = before.get(root.get("/DSS"));
    if (dss instanceof Map) {
      this.role(root.get("/DSS"), "dss");
      for (const part of dss.values()) this.role(part, "dss");
    }
  }
  check() {
    const { before, after } = this;
    const size = before.trailer.get("/Size");
    const written = (place) => (place ? `${place.at} ${place.generation} ${place.pack} ${place.index}` : "");
    for (const [number, place] of after.places) {
      const was = before.places.get(number);
      const packMoved = place?.pack !== undefined && written(before.places.get(place.pack)) !== written(after.places.get(place.pack));
      if (written(place) === written(was) && !packMoved) continue;
      if (!was) {
        need(!place || (Number.isInteger(size) && number >= size), altered(`object ${number} appeared`));
        continue;
      }
      need(place, altered(`object ${number} vanished`));
      const [one, other] = [this.body(before, number, was), this.body(after, number, place)];
      if (!this.equal(one, other)) need(this.allowed(this.roles.get(number), one, other), altered(`object ${number}`));
    }
    const free = new Set(["/Size", "/Prev", "/ID", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"]);
    const kept = (trailer) => new Map([...trailer].filter(([key]) => !free.has(key) && (key !== "/Info" || before.trailer.has("/Info"))));
    need(shown(kept(before.trailer)) === shown(kept(after.trailer)), altered("trailer"));
  }
  body(pdf, number, place) {
    return pdf.get(new Ref(number, place.pack !== undefined ? 0 : place.generation));
  }
  equal(one, other) {
    if (one instanceof Stream && other instanceof Stream)
      return shown(one.head) === shown(other.head) && same(this.before.raw(one), this.after.raw(other));
    return one?.constructor === other?.constructor && shown(one) === shown(other);
  }
  allowed(role, one, other) {
    if (role === "metadata") return one instanceof Stream && other instanceof Stream;
    if (role === "dss" || role === "extensions") return one?.constructor === other?.constructor;
    if (role === "annotations" || role === "fields") return this.grown(one, other);
    if (!(one instanceof Map && other instanceof Map)) return false;
    const changed = this.changed(one, other);
    const only = (...keys) => changed.every((key) => keys.includes(key));
    if (role === "info") return only("/ModDate", "/Producer");
    if (role === "catalog")
      return (
        only("/DSS", "/Extensions", "/Metadata", "/AcroForm", "/Version") &&
        (!changed.includes("/AcroForm") || this.form(one.get("/AcroForm"), other.get("/AcroForm")))
      );
    if (role === "form") return this.form(one, other);
    if (role === "page") return only("/Annots") && this.grown(one.get("/Annots"), other.get("/Annots"));
    return role === "empty field" && this.signatures && only("/V", "/AP");
  }
  changed(one, other) {
    return [...new Set([...one.keys(), ...other.keys()])].filter((key) => shown(one.get(key)) !== shown(other.get(key)));
  }
  form(one, other) {
    const [was, is] = [this.before.get(one) ?? new Map(), this.after.dictionary(other)];
    const fine = this.changed(was, is).every((key) => ["/Fields", "/SigFlags", "/DR", "/DA"].includes(key));
    return fine && this.grown(was.get("/Fields"), is.get("/Fields"));
  }
  grown(one, other) {
    const [was, is] = [this.before.array(one), this.after.array(other)];
    const added = is.slice(was.length);
    if (shown(was) !== shown(is.slice(0, was.length)) || (added.length && !this.signatures)) return false;
    return added.every((ref) => {
      const field = this.after.get(ref);
      return field instanceof Map && field.get("/FT") === "/Sig" && !["/A", "/AA", "/Kids"].some((key) => field.has(key));
    });
  }
}

// 3. ASN.1, certificates, CMS ------------------------------------------------------------------------------------------

class Der {
  constructor(data, start = 0, end = data.length) {
    let at = start + 2;
    let length = data[start + 1];
    need(end - start >= 2 && (data[start] & 31) !== 31, new Error("DER"));
    if (length >= 128) {
      const count = length & 127;
      need(count >= 1 && count <= 4 && at + count <= end, new Error("DER"));
      length = 0;
      for (let i = 0; i < count; i += 1) length = length * 256 + data[at + i];
      at += count;
    }
    need(at + length <= end, new Error("DER"));
    Object.assign(this, { data, start, tag: data[start], first: at, end: at + length });
  }
  static whole(data) {
    const made = new Der(data);
    need(made.end === data.length, new Error("DER"));
    return made;
  }
  get content() {
    return this.data.subarray(this.first, this.end);
  }
  get raw() {
    return this.data.subarray(this.start, this.end);
  }
  parts() {
    const found = [];
    for (let at = this.first; at < this.end; at = found[found.length - 1].end) {
      found.push(new Der(this.data, at, this.end));
      need(found.length <= 1e5, new Error("DER"));
    }
    return found;
  }
  number() {
    need(this.tag === 2 && this.content.length, new Error("DER"));
    return BigInt.asIntN(this.content.length * 8, BigInt("0x" + hex(this.content)));
  }
  bits() {
    need(this.tag === 3 && this.content[0] === 0, new Error("DER"));
    return this.content.subarray(1);
  }
  oid() {
    need(this.tag === 6, new Error("DER"));
    return hex(this.content);
  }
  time() {
    let text = latin1(this.content);
    if (this.tag === 0x17 && text.length === 13) text = (text >= "50" ? "19" : "20") + text;
    const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,6}))?Z$/.exec(text);
    need(found && (this.tag === 0x17 || this.tag === 0x18), new Error("DER"));
    const [, y, mo, d, h, mi, s, f] = found;
    const at = Date.UTC(y, mo - 1, d, h, mi, s, Number((f ?? "0").padEnd(3, "0").slice(0, 3)));
    need(new Date(at).toISOString().slice(0, 19) === `${y}-${mo}-${d}T${h}:${mi}:${s}`, new Error("DER")); // no 13th month
    return at;
  }
}

const RSA_KEY = "2a864886f70d010101";
const RSA_HASHES = { "2a864886f70d01010b": "sha256", "2a864886f70d01010c": "sha384", "2a864886f70d01010d": "sha512" };
const HASHES = { "608648016503040201": "sha256", "608648016503040202": "sha384", "608648016503040203": "sha512" };
const OID = {
  name: "550403", unit: "55040b", basic: "551d13", usage: "551d0f", extended: "551d25", keyId: "551d0e",
  stamping: "2b06010505070308", data: "2a864886f70d010701", signedData: "2a864886f70d010702", tstInfo: "2a864886f70d0109100104",
  contentType: "2a864886f70d010903", digest: "2a864886f70d010904", time: "2a864886f70d010905",
  certificateV2: "2a864886f70d010910022f", token: "2a864886f70d010910020e",
};
const UNDERSTOOD = new Set([OID.basic, OID.usage, OID.extended, "551d11", "551d20"]);

const rsaFits = async (certificate, signature, signed, algorithm) => {
  if (!certificate.fit) return false;
  certificate.keys ??= {};
  certificate.keys[algorithm] ??= await crypto.subtle.importKey(
    "spki", certificate.spki, { name: "RSASSA-PKCS1-v1_5", hash: HASH[algorithm] }, false, ["verify"],
  );
  return crypto.subtle.verify("RSASSA-PKCS1-v1_5", certificate.keys[algorithm], signature, signed);
};

class Certificate {
  static async of(der) {
    const made = new Certificate();
    const [signed, algorithm, signature] = Der.whole(der).parts();
    let fields = signed.parts();
    if (fields[0].tag === 0xa0) fields = fields.slice(1);
    const [serial, inner, issuer, validity, subject, key] = fields;
    need(same(inner.raw, algorithm.raw), new Error("certificate"));
    const [begins, ends] = validity.parts().map((moment) => moment.time());
    Object.assign(made, {
      der, begins, ends, signed: signed.raw, signature: signature.bits(), spki: key.raw, serial: serial.number(),
      algorithm: RSA_HASHES[algorithm.parts()[0].oid()], issuer: hex(issuer.raw), subject: hex(subject.raw), id: await sha(der),
      extensions: new Map(), strange: false,
    });
    made.readKey(key);
    made.names = subject.parts().flatMap((group) => group.parts()).map((pair) => {
      const [kind, value] = pair.parts();
      return [kind.oid(), new TextDecoder(value.tag === 0x1e ? "utf-16be" : "utf-8").decode(value.content)];
    });
    for (const field of fields.slice(6)) if (field.tag === 0xa3) made.readExtensions(field.parts()[0]);
    return made;
  }
  readKey(key) {
    const [algorithm, bits] = key.parts();
    if (algorithm.parts()[0].oid() !== RSA_KEY) return;
    const [n, e] = Der.whole(bits.bits()).parts().map((number) => number.number());
    const length = n > 0n ? n.toString(2).length : 0;
    this.fit = length >= 2048 && length <= 8192 && e >= 3n && e <= 1n << 32n && e % 2n === 1n;
  }
  readExtensions(sequence) {
    for (const extension of sequence.parts()) {
      const parts = extension.parts();
      const ident = parts[0].oid();
      const critical = parts[1].tag === 1 && parts[1].content[0] !== 0;
      if ((critical && !UNDERSTOOD.has(ident)) || this.extensions.has(ident)) this.strange = true;
      this.extensions.set(ident, Der.whole(parts[parts.length - 1].content));
    }
  }
  get name() {
    return (this.names.find(([kind]) => kind === OID.name)?.[1] ?? "?").slice(0, 200);
  }
  get use() {
    const units = this.names.filter(([kind]) => kind === OID.unit).map(([, value]) => value);
    return units.find((unit) => unit === "reorg:service" || unit === "reorg:export")?.slice(6) ?? "signer";
  }
  stamps() {
    return (this.extensions.get(OID.extended)?.parts() ?? []).some((part) => part.oid() === OID.stamping);
  }
  mayIssue(below) {
    const basic = this.extensions.get(OID.basic)?.parts() ?? [];
    if (!basic.length || basic[0].tag !== 1 || basic[0].content[0] === 0) return false;
    if (basic.length > 1 && basic[1].number() < BigInt(below)) return false;
    const usage = this.extensions.get(OID.usage)?.content;
    return !usage || (usage.length > 1 && (usage[1] & 4) !== 0);
  }
  async issued(other) {
    return other.issuer === this.subject && !!other.algorithm && rsaFits(this, other.signature, other.signed, other.algorithm);
  }
}

const certificatesIn = async (source) => {
  const text = typeof source === "string" ? source : latin1(source);
  const found = [...text.matchAll(/-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g)].map((block) =>
    Uint8Array.from(atob(block[1].replace(/\s/g, "")), (letter) => letter.charCodeAt(0)),
  );
  if (!found.length && typeof source !== "string" && source[0] === 0x30) found.push(source);
  return Promise.all(found.map((der) => Certificate.of(der)));
};

class Trust {
  constructor(anchors) {
    this.anchors = anchors;
    this.seen = new Map();
  }
  async whyNot(certificate, at, others) {
    if (!this.anchors.length) return ["you gave no authority to trust", "ông/bà chưa đưa ra gốc tin cậy nào"];
    const valid = certificate.begins <= at && at <= certificate.ends;
    if (valid && !certificate.strange && (await this.leads(certificate, at, others, 0))) return null;
    const { name } = certificate;
    const day = new Date(at).toISOString().slice(0, 10);
    return valid
      ? [`the key of “${name}” does not lead to an authority you gave`, `khóa của “${name}” không dẫn về gốc tin cậy mà ông/bà đưa ra`]
      : [`the certificate of “${name}” was not valid when it signed (${day})`, `chứng thư của “${name}” không có hiệu lực lúc ký (${day})`];
  }
  async leads(certificate, at, others, below) {
    if (this.anchors.some((anchor) => anchor.id === certificate.id)) return true;
    for (const anchor of this.anchors) if (anchor.mayIssue(below) && (await this.issued(anchor, certificate))) return true;
    if (below >= 5) return false;
    for (const other of others.slice(0, 50)) {
      const fine = other.mayIssue(below) && !other.strange && other.begins <= at && at <= other.ends && other.id !== certificate.id;
      if (fine && (await this.issued(other, certificate)) && (await this.leads(other, at, others, below + 1))) return true;
    }
    return false;
  }
  async issued(authority, certificate) {
    const pair = authority.id + certificate.id;
    if (!this.seen.has(pair)) this.seen.set(pair, await authority.issued(certificate));
    return this.seen.get(pair);
  }
}

class Cms {
  static async of(der) {
    const made = new Cms();
    const [kind, wrapped] = Der.whole(der).parts();
    need(kind.oid() === OID.signedData, new Error("CMS"));
    const parts = wrapped.parts()[0].parts();
    const inside = parts[2].parts();
    const certificates = parts.slice(3, -1).filter((field) => field.tag === 0xa0).flatMap((field) => field.parts());
    const signers = parts[parts.length - 1].parts();
    need(signers.length === 1, new Error("CMS"));
    const fields = signers[0].parts();
    need(fields[3].tag === 0xa0, new Error("CMS"));
    Object.assign(made, {
      contentType: inside[0].oid(),
      content: inside.length > 1 ? inside[1].parts()[0].content : null,
      certificates: await Promise.all(certificates.filter((part) => part.tag === 0x30).map((part) => Certificate.of(part.raw))),
      digestAlgorithm: HASHES[fields[2].parts()[0].oid()],
      attributes: Cms.attributes(fields[3]),
      signed: joined([Uint8Array.of(0x31), fields[3].raw.subarray(1)]),
      algorithm: fields[4].parts()[0].oid(),
      signature: fields[5].content,
      unsigned: fields.length > 6 ? Cms.attributes(fields[6]) : new Map(),
    });
    const who = fields[1];
    const [issuer, serial] = who.tag === 0x30 ? who.parts() : [];
    made.signer = made.certificates.find((one) =>
      issuer
        ? one.issuer === hex(issuer.raw) && one.serial === serial.number()
        : one.extensions.has(OID.keyId) && same(one.extensions.get(OID.keyId).content, who.content),
    );
    need(made.signer, new Error("CMS"));
    return made;
  }
  static attributes(element) {
    const found = new Map();
    for (const attribute of element.parts()) {
      const [kind, values] = attribute.parts();
      need(!found.has(kind.oid()), new Error("CMS"));
      found.set(kind.oid(), values.parts());
    }
    return found;
  }
  async fits(contentType, digest) {
    if (!this.digestAlgorithm || this.contentType !== contentType) return false;
    if (this.algorithm !== RSA_KEY && RSA_HASHES[this.algorithm] !== this.digestAlgorithm) {
      if (this.algorithm in RSA_HASHES) return false;
      throw new Absent("a signature is of a kind this verifier does not know", "có chữ ký thuộc loại bộ kiểm chứng này không biết");
    }
    const [kinds, claimed] = [this.attributes.get(OID.contentType), this.attributes.get(OID.digest)];
    need(kinds?.length === 1 && claimed?.length === 1, new Error("CMS"));
    if (kinds[0].oid() !== contentType || !same(claimed[0].content, await digest(this.digestAlgorithm))) return false;
    const stated = this.attributes.get(OID.certificateV2);
    if (stated) {
      need(stated.length === 1, new Error("CMS"));
      const first = stated[0].parts()[0].parts()[0].parts();
      const name = first[0].tag === 0x30 ? HASHES[first[0].parts()[0].oid()] : "sha256";
      const value = first[0].tag === 0x30 && first[1]?.tag === 4 ? first[1] : first[0];
      if (!name || !same(value.content, await hash(this.signer.der, name))) return false;
    }
    return rsaFits(this.signer, this.signature, this.signed, this.digestAlgorithm);
  }
}

const tokenTime = async (der, imprint, trust) => {
  const broken = new Wrong("a time-stamp is wrong", "dấu thời gian không đúng");
  let cms, fields;
  try {
    cms = await Cms.of(der);
    need(cms.contentType === OID.tstInfo && cms.content, broken);
    fields = Der.whole(cms.content).parts();
    const [algorithm, hashed] = fields[2].parts();
    const name = HASHES[algorithm.parts()[0].oid()];
    need(name && same(hashed.content, await imprint(name)), broken);
    need(await cms.fits(OID.tstInfo, (kind) => hash(cms.content, kind)), broken);
  } catch (error) {
    throw error instanceof Absent ? error : broken;
  }
  const at = fields[4].time();
  if (!cms.signer.stamps())
    return { at, why: [`“${cms.signer.name}” is no time-stamping authority`, `“${cms.signer.name}” không phải cơ quan cấp dấu thời gian`] };
  return { at, why: await trust.whyNot(cms.signer, at, cms.certificates) };
};

// 4. JSON --------------------------------------------------------------------------------------------------------------

/** JSON.parse keeps the last of two equal names and reads fractions; this walks the text once and refuses both. */
const readJson = (source, where) => {
  const bad = new Wrong(`${where} is not JSON of our format`, `${where} không phải là JSON đúng định dạng`, where);
  let text, made;
  try {
    text = typeof source === "string" ? source : utf8(source);
    made = JSON.parse(text);
  } catch {
    throw bad;
  }
  const stack = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|-?\d[^\s,\]}]*/g;
  let key = null;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [word] = found;
    const top = stack[stack.length - 1];
    if (word === "{" || word === "[") stack.push(word === "{" ? new Set() : null);
    else if (word === "}" || word === "]") stack.pop();
    else if (word[0] === '"') key = word;
    else if (word === ":" && top) {
      const name = JSON.parse(key);
      need(!top.has(name), bad);
      top.add(name);
    } else if (/^-?\d/.test(word)) need(/^-?\d+$/.test(word), bad);
    need(stack.length < 900, bad);
  }
  return made;
};
const nestedTooDeep = (bytes) => {
  let [depth, quoted] = [0, false];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === 92) at += 1;
      else if (byte === 34) quoted = false;
    } else if (byte === 34) quoted = true;
    else if (byte === 91 || byte === 123) {
      depth += 1;
      if (depth > LIMIT.depth) return true;
    } else if (byte === 93 || byte === 125) depth -= 1;
  }
  return false;
};

const HEX = /^[0-9a-f]{64}$/;
const object = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const moment = (text) => {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text)) return null;
  const at = Date.parse(text.slice(0, 23) + "Z");
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 19) !== text.slice(0, 19) ? null : at + Number(text.slice(23, 26)) / 1000;
};
const KINDS = {
  text: (v) => typeof v === "string" && v.length <= LIMIT.record,
  number: (v) => Number.isInteger(v) && v >= 0 && v <= Number.MAX_SAFE_INTEGER,
  hash: (v) => typeof v === "string" && HEX.test(v),
  list: (v) => Array.isArray(v),
  object,
};
const want = (value, name, kind, where) => {
  const found = object(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  const wrong = new Wrong(`in ${where}, “${name}” is missing or not what it should be`, `${where} thiếu “${name}” hoặc ghi sai`, where);
  if (kind === "time") {
    const at = moment(found);
    need(at !== null, wrong);
    return at;
  }
  need(KINDS[kind](found), wrong);
  return found;
};
/** Canonical JSON of the few objects whose text is not carried. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (object(value)) return `{${Object.keys(value).sort().map((key) => JSON.stringify(key) + ":" + canonical(value[key])).join(",")}}`;
  return JSON.stringify(value ?? null);
};

// 5. The trail ---------------------------------------------------------------------------------------------------------

const EVENT_KEYS = "actor,at,dossier,facts,prev,seq,v,verb";
const SIGN_OFFS = new Set(["signoff.approved", "signoff.returned", "signoff.refused", "item.waived"]);
const ZEROS = "0".repeat(64);

const walk = async (raw) => {
  const strange = new Wrong("events.json is not of our format", "events.json không đúng định dạng", "events.json");
  need(latin1(raw.subarray(0, 10)) === '[{"hash":"' && latin1(raw.subarray(-2)) === "}]", strange);
  const trail = { code: null, hashes: [], times: [], signOffs: [], backwards: [] };
  let [prev, latest] = [ZEROS, -Infinity];
  const listed = readJson(raw, "events.json");
  need(Array.isArray(listed), strange);
  for (const [index, entry] of listed.entries()) {
    const seq = index + 1;
    const bad = (en, vi) => new Wrong(`event ${seq} ${en}`, `sự kiện ${seq} ${vi}`, `events.json, event ${seq}`);
    const none = () => bad("is not a record of a trail", "không phải là một sự kiện của nhật ký");
    const fine = object(entry) && Object.keys(entry).sort().join() === "hash,record" && typeof entry.record === "string";
    need(fine && !/[\ud800-\udfff]/u.test(entry.record), bad("is not of our format", "không đúng định dạng"));
    const bytes = toBytes(entry.record);
    need(bytes.length <= LIMIT.record, bad("is longer than any record of ours", "dài quá mức"));
    need((await sha(bytes)) === entry.hash, bad("was altered: its text does not give its hash", "bị sửa: nội dung không cho ra mã băm của nó"));
    const body = readJson(entry.record, `event ${seq}`);
    need(object(body) && Object.keys(body).sort().join() === EVENT_KEYS && body.v === 1, none());
    need(body.seq === seq, bad("is missing or out of order", "không ở đúng chỗ"));
    need(body.prev === prev, bad("does not continue the event before it", "không nối tiếp sự kiện trước nó"));
    const ours = typeof body.dossier === "string" && body.dossier && body.dossier === (trail.code ?? body.dossier);
    need(ours, bad("belongs to another dossier", "thuộc hồ sơ khác"));
    const at = moment(body.at);
    need(at !== null, bad("names no proper time", "không ghi thời điểm hợp lệ"));
    need(typeof body.verb === "string" && object(body.facts) && (body.actor === null || object(body.actor)), none());
    trail.code = body.dossier;
    if (latest - at > TOLERANCE) trail.backwards.push(seq);
    latest = Math.max(latest, at);
    prev = entry.hash;
    trail.hashes.push(prev);
    trail.times.push(at);
    if (SIGN_OFFS.has(body.verb)) trail.signOffs.push(body);
  }
  return Object.assign(trail, { count: trail.hashes.length, head: prev });
};

/** The root over a leaf of a tree of `size` leaves, read from the top down (RFC 9162, 2.1.1). */
const climb = async (leaf, index, size, path) => {
  if (size === 1) return path.length ? null : leaf;
  if (!path.length) return null;
  let left = 1;
  while (left * 2 < size) left *= 2;
  const [rest, beside] = [path.slice(0, -1), path[path.length - 1]];
  const below = index < left ? await climb(leaf, index, left, rest) : await climb(leaf, index - left, size - left, rest);
  return below && hash(joined([Uint8Array.of(1), ...(index < left ? [below, beside] : [beside, below])]));
};

class Keys {
  static async of(proofs, trust) {
    const made = new Keys();
    Object.assign(made, { trust, byId: new Map(), doubts: [] });
    const issuers = Object.hasOwn(proofs, "issuers") ? want(proofs, "issuers", "list", "proofs.json") : [];
    const listed = want(proofs, "keys", "list", "proofs.json");
    need(listed.length <= 500 && issuers.length <= 500, new Wrong("more keys than any paper of ours", "quá nhiều khóa", "keys"));
    made.issuers = await Promise.all(issuers.map((text) => Keys.certificate(text)));
    for (const entry of listed) {
      const found = await Keys.certificate(want(entry, "certificate", "text", "keys"));
      need(found.fit, new Wrong("a key is not RSA of 2048 to 8192 bits", "khóa không phải RSA 2048 đến 8192 bit", "keys"));
      const own = want(entry, "id", "hash", "keys") === found.id && !made.byId.has(found.id);
      need(own, new Wrong("the id of a key is not the hash of its certificate", "mã của một khóa không phải mã băm chứng thư", "keys"));
      const claims = new Wrong(`the key “${found.name}” claims a use that its certificate does not give`, `khóa “${found.name}” tự nhận công dụng khác với chứng thư`, "keys");
      need(want(entry, "use", "text", "keys") === found.use, claims);
      const known = ["", "replaced", "ceased", "compromised"].includes(want(entry, "why", "text", "keys"));
      need(known, new Wrong("the reason for a revocation is none of ours", "lý do thu hồi khóa không hợp lệ", "keys"));
      const revoked = entry.revoked_at == null ? null : want(entry, "revoked_at", "time", "keys");
      made.byId.set(found.id, { certificate: found, revoked, why: entry.why });
    }
    return made;
  }
  static async certificate(text) {
    try {
      const found = typeof text === "string" ? await certificatesIn(text) : [];
      if (found.length === 1) return found[0];
    } catch {
      /* said below */
    }
    throw new Wrong("a certificate cannot be read", "chứng thư không đọc được", "keys");
  }
  async check(where, key, record, signature, at, uses, proven = null) {
    const entry = this.byId.get(key);
    need(entry, new Wrong(`${where} names a key that is not in the file`, `${where} ký bằng khóa không có trong tệp`, where));
    const { certificate } = entry;
    const right = await rsaFits(certificate, fromBase64(signature, where), toBytes(record), "sha256");
    need(right, new Wrong(`the signature of ${where} is wrong`, `chữ ký của ${where} không đúng`, where));
    const may = uses.includes(certificate.use);
    const { name } = certificate;
    need(may, new Wrong(`${where} is signed by a key that may not sign it (“${name}”)`, `${where} được ký bằng khóa không dành cho việc này (“${name}”)`, where));
    await this.trusted(certificate, at, where, proven, this.issuers);
    return certificate;
  }
  async trusted(certificate, at, where, proven, others, momentOfPath = null) {
    const { name } = certificate;
    const entry = this.byId.get(certificate.id);
    if (entry?.revoked != null) {
      need(at < entry.revoked, new Wrong(`${where} was signed after the key “${name}” was revoked`, `${where} được ký sau khi khóa “${name}” bị thu hồi`, where));
      if (entry.why === "compromised" && (proven === null || proven >= entry.revoked))
        this.doubt(
          `the key “${name}” was compromised, and no trusted time-stamp shows that ${where} is older`,
          `khóa “${name}” đã bị lộ và không có dấu thời gian nào chứng minh ${where} được ký trước đó`,
          where,
        );
    }
    const why = await this.trust.whyNot(certificate, momentOfPath ?? at, others);
    if (why) this.doubt(...why, where);
  }
  doubt(en, vi, where = "") {
    this.doubts.push(new Absent(en, vi, where));
  }
  settle() {
    const doubts = this.doubts.splice(0);
    if (doubts.length) throw doubts[0];
  }
}

// 6. All checks --------------------------------------------------------------------------------------------------------

class Examination {
  constructor(data, trust) {
    Object.assign(this, { data, trust, checks: [], facts: {}, sealed: new Map(), signers: [] });
  }
  async run() {
    for (const name of ["file", "chain", "head", "keys", "pages", "seals", "inclusion", "sign_offs", "documents", "signature"]) {
      if (this.facts.paper && name !== "signature") continue; // it carries nothing else
      const passed = await this.attempt(name);
      if (!passed && name === "file") break;
    }
    const results = new Set(this.checks.map((check) => check.result));
    return results.has("failed") ? "FAILED" : results.has("indeterminate") ? "INDETERMINATE" : "TOTAL-PASSED";
  }
  async attempt(name) {
    try {
      await this[name]();
      this.checks.push({ name, result: "passed", en: "", vi: "", where: "" });
      return true;
    } catch (error) {
      const kind = error?.name ?? "Error";
      const said = error instanceof Wrong ? error : { result: "failed", en: `this part cannot be read (${kind})`, vi: `phần này không đọc được (${kind})`, where: "" };
      this.checks.push({ name, result: said.result, en: said.en, vi: said.vi, where: said.where });
      return false;
    }
  }
  note(name, en, vi, where = "") {
    this.checks.push({ name, result: "note", en, vi, where });
  }

  async file() {
    const { data } = this;
    need(data.length, new Wrong("the file is empty", "tệp rỗng"));
    need(data.length <= LIMIT.file, new Wrong("the file is larger than any paper of ours", "tệp lớn quá mức"));
    need(latin1(data.subarray(0, 5)) === "%PDF-", new Wrong("the file is not a PDF", "tệp không phải là PDF"));
    this.pdf = await Pdf.at(data, data.length);
    this.pdf.readAll();
    this.pdf.nothingActive();
    this.shown = await this.pdf.pagesDigest();
    this.files = await this.pdf.attachments();
    if (!this.files.size) this.facts.paper = true; // no trail: a paper that people signed
  }
  async chain() {
    this.trail = await walk(this.files.get("events.json"));
    Object.assign(this.facts, { dossier: this.trail.code, events: this.trail.count, head: this.trail.head });
    const [seq] = this.trail.backwards;
    if (seq) this.note("chain", `the time runs backwards at event ${seq}`, `thời điểm lùi lại ở sự kiện ${seq}`);
  }
  async head() {
    const raw = this.files.get("proofs.json");
    need(!nestedTooDeep(raw), new Wrong("proofs.json is nested too deep", "proofs.json lồng quá sâu", "proofs.json"));
    const proofs = readJson(raw, "proofs.json");
    const known = object(proofs) && proofs.format === "reorg-proofs/1";
    need(known, new Wrong("proofs.json is of another version", "proofs.json thuộc phiên bản khác", "proofs.json"));
    this.proofs = proofs;
    if (!this.trail) return;
    need(proofs.dossier === this.trail.code, new Wrong("proofs.json belongs to another dossier", "proofs.json là của hồ sơ khác", "proofs.json"));
    this.isHead(want(proofs, "head", "object", "proofs.json"), "proofs.json");
  }
  isHead(head, where) {
    const same = want(head, "seq", "number", where) === this.trail.count && want(head, "hash", "hash", where) === this.trail.head;
    need(same, new Wrong("the chain does not end where the proofs say", "chuỗi không kết thúc ở chỗ bằng chứng ghi", where));
  }
  async keys() {
    if (this.proofs) this.ring = await Keys.of(this.proofs, this.trust);
  }
  async pages() {
    if (!this.ring || !this.trail) return;
    const pages = want(this.proofs, "pages", "object", "proofs.json");
    const text = want(pages, "record", "text", "pages");
    const record = readJson(text, "pages");
    const ours = want(record, "v", "number", "pages") === 1 && want(record, "dossier", "text", "pages") === this.trail.code;
    need(ours, new Wrong("the record of the pages is of another dossier", "bản ghi các trang là của hồ sơ khác", "pages"));
    this.isHead(want(record, "head", "object", "pages"), "pages");
    const [signed, stated] = [want(record, "pages", "hash", "pages"), want(pages, "digest", "hash", "pages")];
    const same = signed === stated && stated === this.shown.digest;
    need(same, new Wrong("what the pages show is not what was signed", "nội dung các trang khác với nội dung đã ký", "pages"));
    const files = want(record, "files", "object", "pages");
    const names = new Set([...Object.keys(files), ...this.files.keys()]);
    names.delete("proofs.json");
    for (const name of [...names, ...(Object.hasOwn(files, "proofs.json") ? ["proofs.json"] : [])].sort()) {
      const there = name !== "proofs.json" && this.files.has(name) ? await sha(this.files.get(name)) : undefined;
      const fine = Object.hasOwn(files, name) && there === files[name];
      need(fine, new Wrong(`the attachment “${name}” is not what was signed`, `tệp đính kèm “${name}” bị thay hoặc thiếu`, name));
    }
    const at = want(record, "at", "time", "pages");
    if (pages.signature == null || pages.key == null) throw new Absent("the pages are not signed by the service", "các trang không được hệ thống ký", "pages");
    const [signature, key] = [want(pages, "signature", "text", "pages"), want(pages, "key", "text", "pages")];
    await this.ring.check("pages", key, text, signature, at, ["service", "export"]);
    this.ring.settle();
  }
  async documents() {
    const raw = this.files.get("documents.json");
    if (!raw) throw new Absent("the list of documents is not attached", "tệp không kèm danh mục văn bản", "documents.json");
    const wrong = new Wrong("documents.json is not of our format", "documents.json không đúng định dạng", "documents.json");
    const listed = nestedTooDeep(raw) ? null : readJson(raw, "documents.json");
    need(Array.isArray(listed), wrong);
    for (const row of listed) {
      want(row, "name", "text", "documents.json");
      want(row, "sha256", "hash", "documents.json");
      need(["document", "evidence"].includes(want(row, "kind", "text", "documents.json")), wrong);
    }
  }
  async seals() {
    if (!this.ring || !this.trail) return;
    this.ring.doubts = [];
    const entries = want(this.proofs, "seals", "list", "proofs.json");
    need(entries.length <= 10000, new Wrong("more seals than any paper of ours", "quá nhiều niêm phong", "seals"));
    if (!entries.length) throw new Absent("the file carries no seal", "tệp không kèm niêm phong nào", "seals");
    const read = [];
    let last = null;
    for (const entry of entries) {
      const text = want(entry, "record", "text", "a seal");
      const record = readJson(text, "a seal");
      const [no, at] = [want(record, "no", "number", "a seal"), want(record, "at", "time", "a seal")];
      const [prev, size, root] = [want(record, "prev", "hash", "a seal"), want(record, "size", "number", "a seal"), want(record, "root", "hash", "a seal")];
      const where = `seal ${no}`;
      const shape = want(record, "v", "number", where) === 1 && no >= 1 && (no !== 1 || prev === ZEROS);
      need(shape, new Wrong("a seal is not of our format", "niêm phong không đúng định dạng", where));
      const follows = !last || (no === last.no + 1 && prev === last.hash && at >= last.at - TOLERANCE);
      need(follows, new Wrong(`${where} does not continue the seal before`, `${where} không nối tiếp niêm phong trước`, where));
      last = { entry, text, no, at, hash: await sha(toBytes(text)) };
      read.push(last);
      this.sealed.set(no, { at, size, root });
    }
    let proven = null;
    for (const { entry, text, no, at } of read.reverse()) {
      const where = `seal ${no}`;
      if (entry.token != null && want(entry, "token", "text", where)) {
        const stamp = await tokenTime(fromBase64(entry.token, where), (kind) => hash(toBytes(text), kind), this.trust);
        const later = stamp.at >= Math.floor(at / 1000) * 1000 - TOLERANCE;
        need(later, new Wrong(`the time-stamp of ${where} is older than the seal`, `dấu thời gian của ${where} sớm hơn chính nó`, where));
        if (stamp.why) this.note("timestamps", "a time-stamp does not count: " + stamp.why[0], "không tính dấu thời gian: " + stamp.why[1], where);
        else proven = proven === null ? stamp.at : Math.min(proven, stamp.at);
      }
      const [signature, key] = [want(entry, "signature", "text", where), want(entry, "key", "text", where)];
      await this.ring.check(where, key, text, signature, at, ["service"], proven);
    }
    this.ring.settle();
  }
  async inclusion() {
    if (!this.ring || !this.trail || (!this.sealed.size && this.proofs.seals?.length)) return;
    if (this.proofs.inclusion == null) throw new Absent("the dossier is not yet in a seal", "hồ sơ chưa được niêm phong", "inclusion");
    const proof = want(this.proofs, "inclusion", "object", "proofs.json");
    const [seal, seq] = [this.sealed.get(want(proof, "seal", "number", "inclusion")), want(proof, "seq", "number", "inclusion")];
    const [index, size] = [want(proof, "index", "number", "inclusion"), want(proof, "size", "number", "inclusion")];
    const path = want(proof, "path", "list", "inclusion");
    const there = seal && seq >= 1 && seq <= this.trail.count && path.length <= 64;
    need(there, new Wrong("the seal of the dossier is not in the file", "niêm phong của hồ sơ không có trong tệp", "inclusion"));
    need(path.every(KINDS.hash), new Wrong("the path of the proof is malformed", "đường dẫn chứng minh không hợp lệ", "inclusion"));
    const text = canonical({ dossier: this.trail.code, seq, hash: this.trail.hashes[seq - 1] });
    const leaf = await hash(joined([Uint8Array.of(0), toBytes(text)]));
    const root = size === seal.size && index < size ? await climb(leaf, index, size, path.map(fromHex)) : null;
    need(root && hex(root) === seal.root, new Wrong(`event ${seq} of the dossier is not in its seal`, `sự kiện ${seq} không nằm trong niêm phong`, "inclusion"));
    const older = this.trail.times[seq - 1] <= seal.at + TOLERANCE;
    need(older, new Wrong(`the seal is older than event ${seq} that it holds`, `niêm phong sớm hơn sự kiện ${seq}`, "inclusion"));
    if (seq < this.trail.count) this.note("inclusion", `events after ${seq} are younger than the seal`, `các sự kiện sau ${seq} mới hơn niêm phong`);
  }
  async sign_offs() {
    if (!this.ring || !this.trail) return;
    this.ring.doubts = [];
    const events = new Map();
    for (const body of this.trail.signOffs) {
      const number = decision(body.facts);
      need(!events.has(number), new Wrong("a decision is reported by two events", "một quyết định được ghi hai lần", "sign-offs"));
      events.set(number, body);
    }
    const entries = want(this.proofs, "sign_offs", "list", "proofs.json");
    need(entries.length <= 20000, new Wrong("more sign-offs than any paper of ours", "quá nhiều ký duyệt", "sign-offs"));
    for (const entry of entries) {
      const text = want(entry, "record", "text", "a sign-off");
      const record = readJson(text, "a sign-off");
      const number = decision(record);
      const event = events.get(number);
      const where = `sign-off ${String(record.decision).slice(0, 40)}`;
      need(event, new Wrong("a sign-off belongs to no event", "một bản ký duyệt không thuộc sự kiện nào", where));
      events.delete(number);
      need(agrees(record, event, where), new Wrong(`${where} does not agree with event ${event.seq}`, `${where} khác với sự kiện ${event.seq}`, where));
      const signatures = want(entry, "signatures", "list", where);
      need(signatures.length <= 10, new Wrong(`${where} has too many signatures`, `${where} có quá nhiều chữ ký`, where));
      let service = false;
      for (const one of signatures) {
        const [key, signature] = [want(one, "key", "text", where), want(one, "signature", "text", where)];
        const by = await this.ring.check(where, key, text, signature, moment(record.at), ["service", "signer"]);
        service ||= by.use === "service";
      }
      if (!service) this.ring.doubt(`${where} is not signed by the service`, `${where} không có chữ ký của hệ thống`, where);
    }
    if (events.size) this.ring.doubt("a sign-off carries no signature", "có ký duyệt không kèm chữ ký", "sign-offs");
    this.ring.settle();
  }

  async signature() {
    const found = this.pdf.signatures();
    need(found.length || !this.facts.paper, new Wrong("neither a trail is attached nor is the file signed: it is none of ours", "tệp không kèm nhật ký và không có chữ ký nào: không phải tệp của chúng tôi"));
    if (!found.length) throw new Absent("the file as a whole is not signed", "toàn tệp không được ký", "PDF");
    need(found.length <= 100, new Wrong("the file has more signatures than any paper of ours", "tệp có quá nhiều chữ ký", "PDF"));
    const ring = this.ring ?? (await Keys.of({ keys: [] }, this.trust));
    ring.doubts = [];
    const each = found.map(([name, signature]) => this.hole(name, signature)).sort((one, other) => one.end - other.end);
    need(new Set(each.map(({ end }) => end)).size === each.length, new Wrong("signatures overlap", "các chữ ký chồng nhau", "PDF"));
    const states = [];
    for (const { end } of each) states.push(end === this.data.length ? this.pdf : await Pdf.at(this.data, end));
    for (let i = 1; i < states.length; i += 1) new Changes(states[i - 1], states[i], true).check();
    const last = states[states.length - 1];
    if (last !== this.pdf) new Changes(last, this.pdf, false).check();
    for (const [number, one] of each.entries()) {
      const own = states[number].signatures().some(([, signature]) => shown(signature) === shown(one.signature));
      need(own, new Wrong("a signature lies elsewhere than it says", "chữ ký nằm ở chỗ khác với chỗ nó chừa ra", one.name));
      await this.one(one, ring, number === 0 && !this.facts.paper);
    }
    ring.settle();
    if (!this.signers.length) throw new Absent("the file is stamped with times, and signed by nobody", "tệp chỉ có dấu thời gian, không ai ký", "PDF");
  }
  hole(name, signature) {
    const where = `signature ${name}`;
    const ranges = this.pdf.array(signature.get("/ByteRange"));
    const whole = ranges.length === 4 && ranges.every((n) => Number.isInteger(n) && n >= 0) && ranges[0] === 0;
    need(whole, new Wrong("a signature does not cover the file from its start", "chữ ký không phủ từ đầu tệp", where));
    const [, before, after, length] = ranges;
    need(before < after && after + length <= this.data.length, new Wrong("a signature covers more than there is", "chữ ký phủ ngoài tệp", where));
    const hidden = new Wrong("something is hidden beside a signature", "trong chỗ dành cho chữ ký có nội dung lạ", where);
    const digits = latin1(this.data.subarray(before, after));
    const contents = signature.get("/Contents");
    need(/^<(?:(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+)>$/.test(digits) && contents instanceof Text, hidden);
    const bytes = fromHex(digits.slice(1, -1));
    need(latin1(bytes) === contents.raw, hidden);
    let element;
    try {
      element = new Der(bytes);
    } catch {
      throw new Wrong("a signature cannot be read", "có chữ ký không đọc được", where);
    }
    need(bytes.subarray(element.end).every((byte) => byte === 0), hidden);
    return { name, signature, ranges, where, end: after + length, content: element.raw };
  }
  async one({ name, signature, ranges, where, content }, ring, first) {
    const [, before, after, length] = ranges;
    const covered = () => joined([this.data.subarray(0, before), this.data.subarray(after, after + length)]);
    const digest = (kind) => hash(covered(), kind);
    const stamp = signature.get("/Type") === "/DocTimeStamp";
    const kinds = stamp ? ["/ETSI.RFC3161"] : ["/ETSI.CAdES.detached", "/adbe.pkcs7.detached"];
    need(kinds.includes(signature.get("/SubFilter")), new Wrong("a signature is of a kind we do not know", "loại chữ ký không được hỗ trợ", where));
    const uncounted = (why) => this.note("timestamps", "a time-stamp does not count: " + why[0], "không tính dấu thời gian: " + why[1], where);
    if (stamp) {
      const { why } = await tokenTime(content, digest, this.trust);
      if (why) uncounted(why);
      if (first) ring.doubt("the service did not sign the file as a whole", "toàn tệp không được hệ thống ký", where);
      return;
    }
    let cms, right;
    try {
      cms = await Cms.of(content);
      right = cms.content === null && (await cms.fits(OID.data, digest));
    } catch (error) {
      throw error instanceof Wrong ? error : new Wrong("a signature cannot be read", "có chữ ký không đọc được", where);
    }
    need(right, new Wrong("the signature over the whole file is wrong", "chữ ký trên toàn tệp không đúng", where));
    const at = claimedTime(cms, signature);
    need(at !== null, new Wrong("a signature names no time", "chữ ký không ghi thời điểm", where));
    let proven = null;
    const tokens = cms.unsigned.get(OID.token);
    if (tokens) {
      need(tokens.length === 1, new Wrong("a signature carries several time-stamps", "chữ ký có nhiều dấu thời gian", where));
      const found = await tokenTime(tokens[0].raw, (kind) => hash(cms.signature, kind), this.trust);
      if (found.why) uncounted(found.why);
      else proven = found.at;
    }
    const who = cms.signer.name;
    if (first && cms.signer.use === "signer")
      ring.doubt(`the first to sign the file (“${who}”) is not the exporting service`, `người ký đầu tiên trên tệp (“${who}”) không phải là hệ thống xuất`, where);
    await ring.trusted(cms.signer, at, where, proven, [...cms.certificates, ...ring.issuers], proven);
    this.signers.push({ field: name, signer: who, at: new Date(at).toISOString() });
    this.facts.signatures = this.signers;
  }
}

const decision = (value) => {
  const found = object(value) ? value.decision : undefined;
  need(Number.isInteger(found) || typeof found === "string", new Wrong("a sign-off names no decision", "một ký duyệt không ghi số quyết định", "sign-offs"));
  return `${typeof found} ${found}`;
};

const agrees = (record, event, where) => {
  const [facts, actor] = [event.facts, event.actor ?? {}];
  const signer = want(record, "signer", "object", where);
  const step = Object.hasOwn(facts, "item") ? `item:${facts.item}` : facts.step;
  const pairs = [
    [record.v, 1], [record.dossier, event.dossier], [record.digest, facts.digest], [record.at, event.at], [record.step, step],
    [record.outcome, event.verb.slice(event.verb.indexOf(".") + 1)], [signer.id, actor.id], [signer.name, actor.name],
  ];
  if (Object.hasOwn(facts, "reason")) pairs.push([record.reason, facts.reason]);
  const spoken = Object.hasOwn(facts, "statement") ? facts.statement : record.statement;
  const said = object(spoken) ? Object.values(spoken) : [spoken];
  return pairs.every(([one, other]) => canonical(one) === canonical(other)) && said.some((text) => canonical(text) === canonical(record.statement));
};

const claimedTime = (cms, signature) => {
  const stated = cms.attributes.get(OID.time);
  if (stated) return stated[0].time();
  const text = signature.get("/M");
  const found = text instanceof Text && /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z(?:00'00'?)?|([+-])(\d\d)'(\d\d)'?)?$/.exec(text.raw);
  if (!found) return null;
  const [, y, mo, d, h, mi, s, sign, hours, minutes] = found;
  const at = Date.UTC(y, mo - 1, d, h, mi, s);
  return sign ? at - (sign === "+" ? 1 : -1) * (hours * 60 + Number(minutes)) * 60000 : at;
};

const signed = (facts) => facts.signatures.map(({ signer }) => `“${signer}”`).join(", ");

const SENTENCES = {
  "TOTAL-PASSED": {
    en: (_, f) => f.paper ? `This paper is as it was signed by ${signed(f)}, and the keys lead to the authority you gave; it carries no trail.` : `This file is whole: the ${f.events} events of dossier ${f.dossier} and its pages are as they were signed, and the keys lead to the authority you gave.`,
    vi: (_, f) => f.paper ? `Văn bản còn nguyên vẹn như khi được ký bởi ${signed(f)}, khóa ký dẫn về gốc tin cậy mà ông/bà đưa ra; tệp này không kèm nhật ký.` : `Tệp còn nguyên vẹn: ${f.events} sự kiện của hồ sơ ${f.dossier} và các trang in đúng như đã ký, khóa ký dẫn về gốc tin cậy mà ông/bà đưa ra.`,
  },
  FAILED: { en: (why) => `Do NOT rely on this file: ${why}.`, vi: (why) => `KHÔNG được tin tệp này: ${why}.` },
  INDETERMINATE: {
    en: (why) => `Nothing was found wrong, but it cannot be confirmed: ${why}.`,
    vi: (why) => `Không thấy gì sai, nhưng chưa thể khẳng định: ${why}.`,
  },
};

/** The verdict on the bytes of a file, against certificates (PEM text or DER bytes) of authorities that the reader trusts. */
const verifyTrail = async (data, anchors = []) => {
  const trusted = (await Promise.all(anchors.map(certificatesIn))).flat();
  const examination = new Examination(data, new Trust(trusted));
  const verdict = await examination.run();
  const result = { FAILED: "failed", INDETERMINATE: "indeterminate" }[verdict];
  const first = examination.checks.find((check) => check.result === result) ?? {};
  const sentence = { en: SENTENCES[verdict].en(first.en, examination.facts), vi: SENTENCES[verdict].vi(first.vi, examination.facts) };
  return { verdict, sentence, checks: examination.checks, facts: examination.facts };
};
globalThis.verifyTrail = verifyTrail;

// 7. The page ----------------------------------------------------------------------------------------------------------

const WORDS = {
  vi: {
    title: "Kiểm chứng nhật ký hồ sơ",
    lead: "Thả tệp PDF nhật ký vào đây để biết nó còn nguyên vẹn hay không. Không cần tài khoản. Tệp không rời khỏi máy của ông/bà.",
    anchorTitle: "1. Gốc tin cậy",
    anchorHelp: "Chứng thư gốc (.pem, .crt) mà ông/bà nhận từ cơ quan ban hành bằng con đường khác, không lấy từ chính tệp cần kiểm. Dán vào đây hoặc thả tệp.",
    anchorLabel: "Chứng thư gốc (PEM)",
    fileTitle: "2. Tệp cần kiểm chứng",
    drop: "Thả tệp PDF hoặc chứng thư gốc vào đây, hoặc bấm để chọn",
    working: "Đang kiểm chứng…",
    badAnchor: "Nội dung dán vào không phải là chứng thư PEM.",
    anchors: (names) => `Gốc tin cậy: ${names}`,
    noAnchor: "Chưa có gốc tin cậy: kết quả tốt nhất có thể là “chưa thể khẳng định”.",
    checks: "Các phép kiểm",
    signers: (names) => `Người ký trên tệp: ${names}`,
    limits: "Trang này không xem danh sách thu hồi chứng thư (CRL). Khi cần, dùng reorg-verify --crl.",
    other: "English",
    verdict: { "TOTAL-PASSED": "NGUYÊN VẸN", FAILED: "KHÔNG ĐẠT", INDETERMINATE: "CHƯA THỂ KHẲNG ĐỊNH" },
    result: { passed: "đạt", failed: "sai", indeterminate: "chưa rõ", note: "lưu ý" },
    names: {
      file: "Tệp PDF và tệp đính kèm", chain: "Chuỗi sự kiện", head: "Sự kiện cuối", keys: "Khóa và chứng thư",
      pages: "Nội dung các trang", seals: "Các lần niêm phong", inclusion: "Hồ sơ trong niêm phong", sign_offs: "Ký duyệt",
      documents: "Danh mục văn bản", signature: "Chữ ký trên toàn tệp", timestamps: "Dấu thời gian",
    },
  },
  en: {
    title: "Verify a dossier’s trail",
    lead: "Drop the PDF of a trail here to learn whether it is whole. No account is needed. The file does not leave your machine.",
    anchorTitle: "1. Whom you trust",
    anchorHelp: "The root certificate (.pem, .crt) that the issuing authority gave you on a way of its own, never out of the file itself. Paste it, or drop the file.",
    anchorLabel: "Root certificate (PEM)",
    fileTitle: "2. The file to verify",
    drop: "Drop a PDF or a root certificate here, or press to choose",
    working: "Verifying…",
    badAnchor: "What you pasted is not a PEM certificate.",
    anchors: (names) => `Trusted: ${names}`,
    noAnchor: "Nobody is trusted yet: the best verdict is “cannot be confirmed”.",
    checks: "Checks",
    signers: (names) => `The file is signed by: ${names}`,
    limits: "This page does not look at lists of revoked certificates (CRL). Where that matters, use reorg-verify --crl.",
    other: "Tiếng Việt",
    verdict: { "TOTAL-PASSED": "WHOLE", FAILED: "FAILED", INDETERMINATE: "CANNOT BE CONFIRMED" },
    result: { passed: "passed", failed: "failed", indeterminate: "unsure", note: "note" },
    names: {
      file: "The PDF and what is attached", chain: "Chain of events", head: "Last event", keys: "Keys and certificates",
      pages: "What the pages show", seals: "Seals", inclusion: "The dossier in its seal", sign_offs: "Sign-offs",
      documents: "List of documents", signature: "Signature over the whole file", timestamps: "Time-stamps",
    },
  },
};

class VerifyPage {
  constructor() {
    this.language = (document.documentElement.lang || "vi").startsWith("en") ? "en" : "vi";
    this.files = new Map();
    this.find = (id) => document.getElementById(id);
    this.find("language").addEventListener("click", () => this.speak(this.language === "vi" ? "en" : "vi"));
    this.find("anchor").addEventListener("input", () => this.again());
    this.find("choose").addEventListener("change", (event) => {
      this.take([...event.target.files]);
      event.target.value = "";
    });
    const zone = this.find("drop");
    for (const kind of ["dragover", "drop"])
      document.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.toggle("over", kind === "dragover");
        if (kind === "drop") this.take([...event.dataTransfer.files]);
      });
    document.addEventListener("dragleave", () => zone.classList.remove("over"));
    this.speak(this.language);
  }
  get words() {
    return WORDS[this.language];
  }
  speak(language) {
    this.language = document.documentElement.lang = language;
    document.title = this.words.title;
    for (const place of document.querySelectorAll("[data-say]")) place.textContent = this.words[place.dataset.say];
    this.again();
  }
  async take(files) {
    for (const file of files) {
      const bytes = new Uint8Array(await file.slice(0, LIMIT.file + 1).arrayBuffer());
      const certificate = latin1(bytes.subarray(0, 5)) !== "%PDF-" && bytes.length < MB && (await certificatesIn(bytes).catch(() => []));
      if (certificate?.length) {
        const lines = certificate.map((one) => btoa(latin1(one.der)).replace(/.{64}/g, "$&\n"));
        this.find("anchor").value += lines.map((line) => `-----BEGIN CERTIFICATE-----\n${line}\n-----END CERTIFICATE-----\n`).join("");
      } else this.files.set(file.name, bytes);
    }
    this.again();
  }
  async again() {
    const run = (this.run = Symbol("run"));
    const text = this.find("anchor").value;
    const trusted = await certificatesIn(text).catch(() => []);
    if (run !== this.run) return;
    const names = trusted.map((one) => one.name).join(", ");
    this.find("trusted").textContent = names ? this.words.anchors(names) : text.trim() ? this.words.badAnchor : this.words.noAnchor;
    const results = this.find("results");
    results.replaceChildren();
    for (const [name, bytes] of this.files) {
      const place = results.appendChild(document.createElement("article"));
      place.textContent = `${name}: ${this.words.working}`;
      await new Promise((resolve) => setTimeout(resolve)); // let the page say so first
      const report = await verifyTrail(bytes, names ? [text] : []);
      if (run !== this.run) return;
      this.show(place, name, report);
    }
  }
  show(place, name, { verdict, sentence, checks, facts }) {
    const add = (parent, tag, text, kind = "") => {
      const made = parent.appendChild(document.createElement(tag));
      made.textContent = text;
      made.className = kind;
      return made;
    };
    place.replaceChildren();
    place.className = `result ${verdict.toLowerCase()}`;
    add(place, "p", name, "name");
    add(place, "h2", `${this.words.verdict[verdict]} (${verdict})`);
    add(place, "p", sentence[this.language], "sentence");
    if (facts.signatures) add(place, "p", this.words.signers(facts.signatures.map((one) => one.signer).join(", ")));
    const table = add(place, "table", "");
    add(table, "caption", this.words.checks);
    for (const check of checks) {
      const row = add(table, "tr", "", check.result);
      add(row, "td", this.words.result[check.result]);
      add(row, "th", this.words.names[check.name]).scope = "row";
      add(row, "td", check[this.language] + (check.where ? ` [${check.where}]` : ""));
    }
    add(place, "p", this.words.limits, "small");
  }
}
if (globalThis.document?.getElementById("drop")) new VerifyPage();
