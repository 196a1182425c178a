// A text editor for scripts, made of CodeMirror 6. It lives in a shadow root: there its style sheets are constructed ones, which the
// portal's content policy allows, and not <style> elements, which it forbids (docs/decisions/0022).
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: '#0a4660', fontWeight: '600' },
  { tag: tags.standard(tags.name), color: '#7a3e9d' },
  { tag: tags.string, color: '#1c6845' },
  { tag: tags.number, color: '#8c1d19' },
  { tag: tags.comment, color: '#5d6d76', fontStyle: 'italic' },
  { tag: tags.operator, color: '#42525b' },
]);

const looks = EditorView.theme({
  '&': { fontSize: '14px', backgroundColor: '#fff', border: '1px solid #bccad2', borderRadius: '6px', height: '100%' },
  '&.cm-focused': { outline: '2px solid #0f5b78', outlineOffset: '0' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { padding: '8px 0', caretColor: '#17242b' },
  '.cm-gutters': { backgroundColor: '#f4f7f9', color: '#5d6d76', border: 'none', borderRadius: '6px 0 0 6px' },
  '.cm-activeLine': { backgroundColor: '#f2f7f9' },
  '.cm-activeLineGutter': { backgroundColor: '#e6eef2' },
  '.cm-tooltip': { backgroundColor: '#fff', border: '1px solid #bccad2', borderRadius: '6px', boxShadow: '0 4px 14px rgba(16,42,56,.14)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxWidth: 'min(520px, 88vw)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: '#0f5b78', color: '#fff' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail': { color: '#e6f1f6' },
  '.cm-completionDetail': { color: '#55656f', fontStyle: 'normal', marginLeft: '10px' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 12px', maxWidth: 'min(420px, 80vw)', fontFamily: 'var(--font)', whiteSpace: 'pre-line' },
  '.cm-diagnostic': { fontFamily: 'var(--font)', padding: '6px 10px', whiteSpace: 'pre-line' },
  '@media (max-width: 40em)': { '&': { fontSize: '16px' }, '.cm-tooltip.cm-completionInfo': { display: 'none' } },
});

// A language without nesting: comments, texts, quoted names, numbers, words.
const language = words => {
  const keywords = new Set(words.keywords);
  const operators = new Set(words.operators);
  return StreamLanguage.define({
    startState: () => ({ comment: false }),
    token(stream, state) {
      if (state.comment || stream.match('/*')) {
        state.comment = !stream.match(/^.*?\*\//);
        if (state.comment) stream.skipToEnd();
        return 'comment';
      }
      if (stream.match('//')) { stream.skipToEnd(); return 'comment'; }
      if (stream.match(/^"[^"]*"?/)) return 'string';
      if (stream.match(/^'(\\'|[^'])*'?/)) return 'name';
      if (stream.match(/^\d+(\.\d+)?/)) return 'number';
      const word = stream.match(/^[\p{L}_][\p{L}\p{N}_.]*/u);
      if (word) return operators.has(word[0]) ? 'standardName' : keywords.has(word[0]) ? 'keyword' : 'name';
      if (stream.match(/^(:=|<-|<=|>=|<>|\|\||[-+*/=<>#])/)) return 'operator';
      stream.next();
      return null;
    },
    tokenTable: { standardName: tags.standard(tags.name) },
    languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
  });
};

/**
 * Makes an editor inside an element.
 * @param {HTMLElement} host where it stands
 * @param {{text: string, label: string, describedBy?: string, words: {keywords: string[], operators: string[]}, phrases: object,
 *   complete: (text: string, offset: number) => Promise<object[]>, changed: (text: string) => void, run: () => void}} options
 * @returns {{text: () => string, mark: (marks: object[]) => void, select: (from: number, to: number) => void, replace: (text: string) => void}}
 */
export const create = (host, options) => {
  const root = host.attachShadow({ mode: 'open' });
  const proposals = async context => {
    const word = context.matchBefore(/[\p{L}_'][\p{L}\p{N}_.']*/u);
    const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
    if (!word && !context.explicit && before !== '#') return null;
    const items = await options.complete(context.state.doc.toString(), context.pos);
    if (context.aborted) return null;
    return { from: word ? word.from : context.pos, options: items, validFor: /^[\p{L}_'][\p{L}\p{N}_.']*$/u };
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(), bracketMatching(), closeBrackets(),
        EditorView.lineWrapping, language(options.words), syntaxHighlighting(colours), looks, EditorState.phrases.of(options.phrases),
        autocompletion({ override: [proposals], icons: false }),
        // Tab goes on to the next part of the page, as everywhere.
        keymap.of([
          { key: 'Mod-Enter', preventDefault: true, run: () => { options.run(); return true; } },
          ...closeBracketsKeymap, ...defaultKeymap.filter(k => k.key !== 'Mod-Enter'), ...historyKeymap, ...completionKeymap,
        ]),
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0', spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off' }),
        EditorView.updateListener.of(update => { if (update.docChanged) options.changed(update.state.doc.toString()); }),
      ],
    }),
  });
  const within = offset => Math.max(0, Math.min(offset, view.state.doc.length));
  return {
    text: () => view.state.doc.toString(),
    mark: marks => view.dispatch(setDiagnostics(view.state, marks.map(m => ({ ...m, from: within(m.from), to: within(m.to) })))),
    select: (from, to) => {
      view.dispatch({ selection: { anchor: within(from), head: within(to) }, scrollIntoView: true });
      view.focus();
    },
    replace: text => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
  };
};
