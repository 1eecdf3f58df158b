/** Dates and times as the bureau reads them, whatever zone the browser is in. */

const formats = new Map();

function parts(instant, zone) {
  if (!formats.has(zone)) {
    formats.set(
      zone,
      new Intl.DateTimeFormat("zh-CN", {
        timeZone: zone,
        year: "numeric",
        month: "numeric",
        day: "numeric",
        weekday: "short",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      }),
    );
  }
  return Object.fromEntries(
    formats
      .get(zone)
      .formatToParts(instant)
      .map((part) => [part.type, part.value]),
  );
}

export function timeOfDay(instant, zone) {
  const { hour, minute } = parts(instant, zone);
  return `${hour}:${minute}`;
}

export function dayOf(instant, zone) {
  const { month, day, weekday } = parts(instant, zone);
  return `${month}月${day}日 ${weekday}`;
}

export function fullDate(instant, zone) {
  const { year } = parts(instant, zone);
  return `${year}年${dayOf(instant, zone)} ${timeOfDay(instant, zone)}`;
}
