"""A glass before which pages are held: axe, daylight and night, wide and narrow, without a node behind it.

Each page is written into one and the same document, so that axe is loaded once and stays warm; the browser lays the page out anew with the
site's own style sheets. How words stand out from their ground is the longest question of all, and has one answer for the same colours,
size and layers: axe is asked it once for each such pairing, and again wherever it could not say. How large a target is, it is asked where
targets stand close together. And what differs from a page that was found good in nothing but its words (the same page in another language)
is asked only what hangs on how long words are.
"""

import hashlib
import mimetypes
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from axe import WCAG, load_axe
from playwright.sync_api import Browser, Page, Route

import comity.doors.web

SITE: Final = "http://glass.test/"
WIDE: Final = {"width": 1280, "height": 900}
UNPAINTED: Final = "--enable-begin-frame-control"  # to Chromium
NARROW: Final = 320  # the width of WCAG 1.4.10; what fits here fits a telephone, for no style sheet asks for a width between (test_windows)
STATIC: Final = Path(comity.doors.web.__file__).parent / "static"

# A page is there when its style sheets, fonts and pictures are: only what is laid out asks for fonts. Where the page before it had the same
# head, style sheets stay and it is the body that is exchanged: nothing is fetched or read again. What stands in `noscript` is text, as in
# every page that may run scripts.
#
# What stands around `main` is taken off where the same was found good around another: the same but for digits, addresses and what nobody
# sees. Its elements stay as empty ones that are not shown, for style sheets that look at neighbours. It stays where `main` and it lean on
# each other: by an identifier, or by one that both have.
_SHOW: Final = """async ({html, strip}) => {
    const came = new DOMParser().parseFromString(html, 'text/html'), main = came.querySelector('body > main');
    const lasting = of => [...of.head.children].filter(one => one.localName !== 'title').map(one => one.outerHTML);
    const headless = of => [of.compatMode, ...lasting(of)].join();
    const leads = ['href', 'action', 'src', 'formaction', 'xlink:href'];
    const idrefs = ['for', 'headers', 'list', 'form', 'usemap', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns',
        'aria-details', 'aria-errormessage', 'aria-flowto', 'aria-activedescendant'];
    const attributes = one => [...one.attributes].map(({name, value}) =>
        leads.includes(name) && one.localName !== 'link' && !value.startsWith('#') ? `${name}${value ? '+' : '-'}`
        : name === 'value' && one.type === 'hidden' ? name
        : `${name}=${value}`);
    const tell = one => one === main ? '<main>'
        : one.nodeType === Node.TEXT_NODE ? one.data.replace(/\\d/g, '0').replace(/\\s+/g, ' ')
        : one.nodeType !== Node.ELEMENT_NODE ? ''
        : `<${one.localName} ${attributes(one).join(' ')}>${[...one.childNodes].map(tell).join('')}</>`;
    const apart = () => {
        const all = [...came.querySelectorAll('[id]')], ids = new Set(all.map(one => one.id));
        const holds = id => [...all].some(one => one.id === id && main.contains(one));
        return ids.size === all.length && [...came.querySelectorAll(idrefs.map(name => `[${name}]`).join())].every(one =>
            idrefs.every(name => (one.getAttribute(name) ?? '').split(/\\s+/).every(id => !id || holds(id) === main.contains(one))));
    };
    window.around = null;
    window.stripped = false;
    if (strip && main !== null && came.querySelectorAll('main').length === 1 && apart()) {
        window.around = `${headless(came)} ${attributes(came.documentElement)} ${tell(came.body)}`;
        window.stripped = (window.goodAround ??= new Set()).has(window.around);
        if (window.stripped) for (const one of [...came.body.children]) if (one !== main) {
            const empty = one.cloneNode(false);
            empty.style.setProperty('display', 'none', 'important');
            one.replaceWith(empty);
        }
    }
    if (document.body !== null && headless(document) === headless(came)) {
        for (const one of came.querySelectorAll('noscript')) one.textContent = one.innerHTML;
        const root = document.documentElement, title = came.querySelector('head > title');
        for (const {name} of [...root.attributes]) root.removeAttribute(name);
        for (const {name, value} of came.documentElement.attributes) root.setAttribute(name, value);
        for (const one of document.head.querySelectorAll('title')) one.remove();
        if (title !== null) document.head.append(document.adoptNode(title));
        document.body.replaceWith(document.adoptNode(came.body));
    } else {
        const doctype = came.doctype === null ? '' : '<!doctype html>';
        document.open(); document.write(doctype + came.documentElement.outerHTML); document.close();
        if (document.readyState !== 'complete') await new Promise(shown => addEventListener('load', shown, {once: true}));
    }
    const until = performance.now() + 20000, sheets = [...document.querySelectorAll('link[rel=stylesheet]')];
    for (;;) {
        document.documentElement.getBoundingClientRect();
        await document.fonts.ready;
        const away = sheets.filter(one => one.sheet === null).map(one => one.href);
        away.push(...[...document.images].filter(one => !one.complete && one.loading !== 'lazy').map(one => one.src));
        if (!away.length && document.fonts.status === 'loaded') return;
        if (performance.now() > until) throw new Error(`not there: ${away} ${document.fonts.status}`);
        await new Promise(soon => setTimeout(soon, 10));
    }
}"""
# `preload`: what plays by itself is looked at; style sheets are not fetched a second time, which is for one experimental rule.
_STRUCTURE: Final = """tags => axe
    .run({include: ['html']}, {
        resultTypes: ['violations'], preload: {assets: ['media']}, runOnly: {type: 'tag', values: tags},
        rules: {'color-contrast': {enabled: false}, 'target-size': {enabled: false}},
    })
    .then(said => said.violations.map(fault => [fault.id, fault.nodes.map(node => node.html)]))"""
# A target that keeps its 24 px to itself passes by WCAG 2.5.8; axe is asked about the others, with all their neighbours in sight: where
# one stands at the edge of `main`, what was taken off around it is wanted back.
_TARGETS: Final = """async () => {
    const grown = one => {
        const {left, right, top, bottom} = one.getBoundingClientRect();
        const wide = Math.max(0, 24 - right + left) / 2, high = Math.max(0, 24 - bottom + top) / 2;
        return {left: left - wide, right: right + wide, top: top - high, bottom: bottom + high};
    };
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex], [role]')]
        .filter(one => one.checkVisibility()).map(one => [one, grown(one)]);
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    if (window.stripped) {
        const {top, bottom} = document.querySelector('main').getBoundingClientRect();
        if (all.some(([one, box]) => box.top < top || box.bottom > bottom)) return [['edge', ['']]];
    }
    const crowded = all.filter(([one, box]) => all.some(([other, its]) =>
        meet(box, its) && other !== one && !other.contains(one) && !one.contains(other)));
    if (!crowded.length) return [];
    const said = await axe.run({include: crowded.map(([one]) => one)}, {
        resultTypes: ['violations'], preload: false, runOnly: {type: 'rule', values: ['target-size']},
    });
    return said.violations.map(fault => [fault.id, fault.nodes.map(node => node.html)]);
}"""
_EDGE: Final = "edge: "
# Words that have no room stand letter under letter: nothing sticks out, and nobody can read them.
_SQUEEZED: Final = """() => {
    const found = [], range = document.createRange();
    for (const one of document.body.querySelectorAll('*')) {
        const {fontSize} = getComputedStyle(one), room = one.getBoundingClientRect().width;
        if (room === 0 || room > 3 * parseFloat(fontSize)) continue;
        for (const piece of one.childNodes) {
            if (piece.nodeType !== Node.TEXT_NODE) continue;
            for (const word of piece.data.matchAll(/[^ \\n]{5,}/g)) {
                range.setStart(piece, word.index);
                range.setEnd(piece, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map(line => line.top)).size > 2) found.push(one.outerHTML);
            }
        }
    }
    return found.length ? [['squeezed', found]] : [];
}"""
# A pairing is everything that the answer hangs on: colour, size and weight of the words, and what is painted behind them by each ancestor.
# Only what axe itself found good is known; what it could not judge, or did not look at, is asked of the next page again.
_CONTRAST: Final = """async () => {
    const good = window.goodPairings ??= new Set(), painted = new Map(), asked = new Map();
    const behind = one => {
        if (one === null) return '';
        if (!painted.has(one)) {
            const {backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position} = getComputedStyle(one);
            const paint = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position.replace('static', 'relative')];
            const clear = paint.join(' ') === 'rgba(0, 0, 0, 0) none 1 none normal relative';
            painted.set(one, behind(one.parentElement) + (clear ? '' : `/${paint.join(' ')}`));
        }
        return painted.get(one);
    };
    // Neither what is folded away, nor what only a screen reader meets, nor what waits above the page until the keyboard comes to it.
    const shown = one => {
        const {width, height, bottom} = one.getBoundingClientRect();
        return one.checkVisibility() && width > 1 && height > 1 && bottom + scrollY > 0;
    };
    const speaks = one => one.matches('input, select, textarea, button')
        ? !one.matches('[type=hidden], [type=checkbox], [type=radio], [type=range], [type=color]')
        : [...one.childNodes].some(piece => piece.nodeType === Node.TEXT_NODE && piece.data.trim());
    for (const one of document.body.querySelectorAll('*')) {
        if (!speaks(one) || !shown(one)) continue;
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(one);
        const pairing = [color, fontSize, fontWeight, textShadow, behind(one)].join(' ');
        if (!good.has(pairing)) asked.set(one, pairing);
    }
    if (!asked.size) return [];
    const said = await axe.run({include: [...asked.keys()]}, {
        resultTypes: ['violations', 'passes'], elementRef: true, selectors: false, preload: false,
        runOnly: {type: 'rule', values: ['color-contrast']},
    });
    for (const rule of said.passes) for (const node of rule.nodes) good.add(asked.get(node.element));
    return said.violations.map(fault => [fault.id, fault.nodes.map(node => node.html)]);
}"""
# All of a page that its structure and its colours hang on: each element with each attribute, where there are words, and what scrolls.
# Of words in attributes only whether there are any; of addresses only whether they lead within the page; of a list not what is chosen.
_FRAME: Final = """() => {
    const words = new Set(['alt', 'title', 'placeholder', 'value', 'label', 'summary', 'aria-label', 'aria-description', 'aria-valuetext',
        'aria-roledescription', 'aria-placeholder', 'aria-braillelabel', 'datetime', 'data-label']);
    const leads = new Set(['href', 'action', 'src', 'srcset', 'formaction', 'xlink:href', 'cite']);
    const attribute = (one, {name, value}) =>
        words.has(name) || name.startsWith('data-') && !/^[a-z0-9-]*$/.test(value) ? `${name}${value.trim() ? '+' : '-'}`
        : leads.has(name) && one.localName !== 'link' && !value.startsWith('#') ? `${name}${value ? '+' : '-'}`
        : /lang$/.test(name) && ['vi', 'en'].includes(value) ? name
        : `${name}=${value}`;
    const scrolls = one => (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
        && getComputedStyle(one).overflow !== 'visible' ? '~' : '';
    const main = window.around === null ? null : document.querySelector('main'), around = [], within = [];
    let said = around;
    const tell = one => {
        if (one === main) said = within;
        const attributes = [...one.attributes].filter(each => each.name !== 'selected').map(each => ' ' + attribute(one, each));
        said.push('<', one.localName, scrolls(one), ...attributes.sort());
        for (const piece of one.childNodes) {
            if (piece.nodeType === Node.ELEMENT_NODE) tell(piece);
            else if (piece.nodeType === Node.TEXT_NODE && piece.data.trim()) said.push(one.localName === 'style' ? piece.data : '"');
        }
        said.push('>');
        if (one === main) said = around;
    };
    tell(document.documentElement);
    return [within.join(''), around.join('')];
}"""
_OVER: Final = """() => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over <= 0) return [];
    const widest = [...document.querySelectorAll('main *, header *, footer *')]
        .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(-2).map(one => one.outerHTML.slice(0, 120)).join(' | ');
    return [[`${over} px too wide`, [widest]]];
}"""
_KNOW: Final = "([pairings, around]) => { window.goodPairings = new Set(pairings); window.goodAround = new Set(around); }"
# The page goes, or it would be laid out once more, for nobody; what it taught of pairings stays.
_TAUGHT: Final = "known => { document.body.replaceChildren(); return [...(window.goodPairings ?? [])].slice(known); }"
_GOOD_AROUND: Final = "() => { window.goodAround.add(window.around); return window.around; }"


def _in_turn(*questions: str) -> str:
    """Return one question for all of these, each of which gives a list: of a short one, most is the way to the browser and back."""
    return f"async of => [{', '.join(f'...await ({one})(of)' for one in questions)}]"


_SHOW_AND_TELL: Final = f"async page => {{ await ({_SHOW})(page); return [...({_FRAME})(), window.around !== null, window.stripped]; }}"
_AT_FIRST: Final = _in_turn(_STRUCTURE, _CONTRAST, _TARGETS, _SQUEEZED)
_WORDS_AT_FIRST: Final = _in_turn(_TARGETS, _SQUEEZED)
_AT_LAST: Final = _in_turn(_OVER, _TARGETS, _SQUEEZED, _CONTRAST)
_WORDS_AT_LAST: Final = _in_turn(_OVER, _TARGETS, _SQUEEZED, "() => { document.body.replaceChildren(); return []; }")
# What was typed and ticked since the page came stands in no attribute: a copy gets it written down.
_COPY: Final = """() => {
    const copy = document.documentElement.cloneNode(true), fields = 'input, textarea, option';
    const copies = copy.querySelectorAll(fields);
    document.querySelectorAll(fields).forEach((one, at) => {
        if (one.matches('option')) copies[at].toggleAttribute('selected', one.selected);
        else if (one.matches('textarea')) copies[at].textContent = one.value;
        else if (one.matches('[type=checkbox], [type=radio]')) copies[at].toggleAttribute('checked', one.checked);
        else if (!one.matches('[type=file]')) copies[at].setAttribute('value', one.value);
    });
    return '<!doctype html>' + copy.outerHTML;
}"""


# Pairings that axe found good in any glass of this process, in the order in which it did: the next glass asks nothing of them again.
_GOOD: Final[dict[str, None]] = {}
# Frames of pages, of `main` and of what stands around it each where they are apart, in which axe, asked everything, found nothing: in light
# and dark, wide and narrow.
_SOUND: Final[set[bytes]] = set()
# What stood around `main` in such pages.
_AROUND: Final[dict[str, None]] = {}


class Glass:
    """One tab that shows pages and says what is wrong with them. `strayed`: what they asked for that is no file of the site's."""

    def __init__(self, browser: Browser, *, painted: bool = True) -> None:
        """Open the tab; what pages ask for comes from the site's static files, scripts never. Unless `painted`: `UNPAINTED`."""
        self.strayed: list[str] = []
        self._page = browser.new_page(viewport=WIDE, color_scheme="light") if painted else _unpainted(browser)
        self._page.route("**/*", self._answer)
        self._page.goto(SITE)
        load_axe(self._page)
        self._page.evaluate(_KNOW, [list(_GOOD), list(_AROUND)])
        self._known = len(_GOOD)

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = STATIC / "web" / path.partition("/web/")[2]
        if route.request.is_navigation_request():
            route.fulfill(body="<!doctype html><title>glass</title>", content_type="text/html; charset=utf-8")
        elif path.endswith(".js"):
            route.fulfill(body="", content_type="text/javascript")
        elif path.startswith("/static/") and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "font/woff2")
        else:
            self.strayed.append(route.request.url)
            route.fulfill(status=404)

    def faults(self, html: str, *, tags: tuple[str, ...] = WCAG) -> list[str]:
        """Return all that is wrong with a page: light and dark at 1280 px, dark at 320, and what sticks out there.

        `tags` are those of axe's rules: WCAG 2.2 A and AA, if no others are named.
        """
        # Best practice has rules of a page as a whole: of it nothing is taken off.
        found = self._shown(html, tags=tags, strip=tags == WCAG)
        return self._shown(html, tags=tags, strip=False) if any(_EDGE in fault for fault in found) else found

    def _shown(self, html: str, *, tags: tuple[str, ...], strip: bool) -> list[str]:
        within, around, apart, stripped = self._page.evaluate(_SHOW_AND_TELL, {"html": html, "strip": strip})
        parts = {(*tags, within), *([] if stripped else [(*tags, around)])} if apart else {(*tags, within, around)}
        frames = {hashlib.sha256("\0".join(part).encode()).digest() for part in parts}
        found = self._asks_of_words() if frames <= _SOUND else self._asks(tags)
        if not found:
            _SOUND.update(frames)
            if apart and not stripped:
                _AROUND[self._page.evaluate(_GOOD_AROUND)] = None
        self._page.set_viewport_size(WIDE)
        return found

    def _asks(self, tags: tuple[str, ...]) -> list[str]:
        found = self._ask(_AT_FIRST, list(tags))
        self._page.emulate_media(color_scheme="dark")
        found += [f"dark: {fault}" for fault in self._ask(_CONTRAST)]
        found += self._narrowed(_AT_LAST, also="dark, ")
        taught = self._page.evaluate(_TAUGHT, self._known)
        self._known += len(taught)
        _GOOD.update(dict.fromkeys(taught))
        self._page.emulate_media(color_scheme="light")
        return found

    def _asks_of_words(self) -> list[str]:
        return [*self._ask(_WORDS_AT_FIRST), *self._narrowed(_WORDS_AT_LAST)]

    def _narrowed(self, what: str, *, also: str = "") -> list[str]:
        self._page.set_viewport_size({"width": NARROW, "height": 800})
        return [f"{also}at {NARROW} px: {fault}" for fault in self._ask(what)]

    def _ask(self, what: str, *of: Any) -> list[str]:
        return [f"{rule}: {html[:240]}" for rule, elements in self._page.evaluate(what, *of) for html in elements]


def _unpainted(browser: Browser) -> Page:
    """Open a tab that lays pages out and never paints: nobody looks at it, and a quarter of the work is paint.

    It waits for somebody to ask for a frame (DevTools protocol, `Target.createTarget`), which nobody does; as every tab of that browser.
    """
    protocol = browser.new_browser_cdp_session()
    before = protocol.send("Target.getBrowserContexts")["browserContextIds"]
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    (its,) = set(protocol.send("Target.getBrowserContexts")["browserContextIds"]) - set(before)
    with context.expect_page() as opened:
        protocol.send("Target.createTarget", {"url": "about:blank", "browserContextId": its, "enableBeginFrameControl": True})
    protocol.detach()
    return opened.value


def copy_of(page: Page) -> str:
    """Return a page as it stands before its reader, with what was typed and ticked in it."""
    return str(page.evaluate(_COPY))
