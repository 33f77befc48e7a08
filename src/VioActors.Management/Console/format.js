// Sizes, times and words as people read them.

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function size(bytes) {
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number.isInteger(value) || unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${units[unit]}`;
}

/** A number of things: 1 client, 2 clients. */
export const counted = (count, one, many = `${one}s`) => `${count} ${Number(count) === 1 ? one : many}`;

/** Local date and time to the second. */
export function time(text) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  const two = (number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} `
    + `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** How long something takes or is ago: 5 s, 3 min, 2 h, 4 d. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** An attribute's or element's name in words: sizeBytes is Size. */
export function label(name) {
  const known = {
    id: 'ID', cec: 'CEC', drc: 'DRC name', lu: 'LU', luName: 'LU', lun: 'LUN', pv: 'PV', pvId: 'PV ID', vios: 'VIOS', vioses: 'VIOSes',
    lus: 'LUs', pvs: 'PVs', clientId: 'ClientID', adapterId: 'vioAdapterID', uuid: 'UUID table', atUtc: 'At', byWhom: 'By',
    cloneOf: 'Clone of', dbPosition: 'VIOS DB position', configuredDevice: 'Devices', nodeRestoration: 'VIOSes',
  };
  if (known[name]) return known[name];
  const words = name.replace(/(Bytes|Utc)$/, '').replace(/([a-z])([A-Z])/g, (_, one, other) => `${one} ${other.toLowerCase()}`);
  return words[0].toUpperCase() + words.slice(1);
}

/** A value of the API in words: loggedIn is logged in; what is no such word stays. */
export const words = (value) => /^[a-z]+([A-Z][a-z]+)+$/.test(value)
  ? value.replace(/([a-z])([A-Z])/g, (_, one, other) => `${one} ${other.toLowerCase()}`)
  : value;

/** An attribute's value by its name. */
export function valueOf(name, value) {
  if (/Bytes$/.test(name)) return size(value);
  if (/Utc$/.test(name)) return time(value);
  if (/Percent(Max)?$/.test(name)) return `${value} %`;
  if (value === 'true') return 'yes';
  if (value === 'false') return 'no';
  return words(value);
}
