using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Templates;

/// <summary>
/// 模板报表的核对公式 The formulas of a template return, as older returns (1104) are checked with:
/// <c>[G01.1.A] = [1.1.B] + [1.1.C]</c>, one a line. Read here and written as a VTL script, which goes the way of every
/// other one. Format: docs/reference/template-formulas.md.
/// </summary>
public sealed class TemplateFormulas
{
    /// <summary>Most formulas of a file, those of the steps of an interval each counted.</summary>
    public const int MostFormulas = 2_000;

    /// <summary>Most cells that the formulas of a file name.</summary>
    public const int MostCells = 4_000;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics = new();
    private readonly List<TemplateFormula> _formulas = [];
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _parameters = new(StringComparer.Ordinal);
    private readonly List<SourceSpan> _numbers = [];
    private string? _template;
    private FormulaTolerance? _tolerance;

    private TemplateFormulas(SourceText source) => _source = source;

    /// <summary>What is wrong, VTL1101 to VTL1107, each line on its own; empty where the file is good.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics.Sorted([_source]);

    /// <summary>Where a number is written, tolerances among them, but not within a cell.</summary>
    public IReadOnlyList<SourceSpan> Numbers => _numbers;

    internal IReadOnlyList<TemplateFormula> All => _formulas;

    /// <summary>How many formulas there are, those of the steps of an interval each counted.</summary>
    public int Count => _formulas.Count;

    /// <summary>Reads a file of formulas.</summary>
    /// <param name="source">The file.</param>
    public static TemplateFormulas Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var formulas = new TemplateFormulas(source);
        formulas.Lines();
        if (formulas.Count == 0 && !formulas._diagnostics.HasErrors)
            formulas._diagnostics.Add(FormulaErrors.NoFormula(new Place(source, new SourceSpan(0, 0))));
        return formulas;
    }

    /// <summary>The formulas as a script of VTL 2.2.</summary>
    /// <param name="cells">The data set of cells, and what its components are called.</param>
    public string ToVtl(TemplateCells cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return new FormulaScript(_formulas, cells, _source.Name).Write();
    }

    private void Lines()
    {
        var text = _source.Content;
        for (var begin = 0; begin < text.Length;)
        {
            var next = text.IndexOf('\n', begin);
            var end = next < 0 ? text.Length : next;
            try
            {
                Line(begin, end);
            }
            catch (FormulaException wrong)
            {
                _diagnostics.Add(wrong.Diagnostic);
            }

            begin = end + 1;
        }
    }

    private void Line(int begin, int end)
    {
        var tokens = new FormulaTokens(_source, begin, end).All();
        _numbers.AddRange(tokens.Where(t => t.Kind == FormulaTokenKind.Number).Select(t => t.At.Span));
        switch (tokens)
        {
            case [{ Kind: FormulaTokenKind.End }]:
                return;
            case [{ Text: "template" }, { Kind: FormulaTokenKind.Word } name, { Kind: FormulaTokenKind.End }]:
                _template = name.Text.ToUpperInvariant();
                return;
            case [{ Text: "tolerance" }, ..]:
                Whole(tokens, reader => _tolerance = reader.Tolerance());
                return;
            case [{ Text: "parameter" }, { Kind: FormulaTokenKind.Word }, ..]:
                Whole(tokens, reader => _parameters.UnionWith(reader.Names()));
                return;
            default:
                Add(new FormulaParser(tokens, _template, _parameters).Read(), begin, end);
                return;
        }
    }

    private void Whole(IReadOnlyList<FormulaToken> tokens, Action<FormulaParser> read)
    {
        var reader = new FormulaParser(tokens, _template, _parameters);
        read(reader);
        if (!reader.IsAtEnd)
        {
            throw new FormulaException(FormulaErrors.Expected(
                new LocalizedText("行末", "the end of the line"), tokens[^2].Text, tokens[^2].At));
        }
    }

    private void Add(FormulaLine line, int begin, int end)
    {
        var number = _source.PositionOf(begin).Line;
        var id = line.Id ?? string.Create(CultureInfo.InvariantCulture, $"L{number}");
        if (!_ids.Add(id))
            throw new FormulaException(FormulaErrors.SameId(id, line.At));
        var tolerance = line.Tolerance ?? _tolerance ?? throw new FormulaException(FormulaErrors.NoTolerance(line.At));
        var steps = new FormulaSteps(line);
        if (_formulas.Count + ((long)steps.Count * line.Relations.Count) > MostFormulas)
            throw new FormulaException(FormulaErrors.TooMany(MostFormulas, line.At));
        var text = _source.Content[begin..end].Trim();
        for (var step = 0; step < steps.Count; step++)
        {
            var sides = steps.At(step);
            var name = steps.Count == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}.{step + 1}");
            for (var i = 0; i < line.Relations.Count; i++)
            {
                var own = line.Relations.Count == 1 ? name : name + (char)('a' + i);
                if (own != id && !_ids.Add(own))
                    throw new FormulaException(FormulaErrors.SameId(own, line.At));
                _formulas.Add(new TemplateFormula(own, sides[i], line.Relations[i], sides[i + 1], tolerance, text));
            }
        }

        if (FormulaScript.CellsOf(_formulas).Take(MostCells + 1).Count() > MostCells)
            throw new FormulaException(FormulaErrors.TooMany(MostCells, line.At));
    }
}
