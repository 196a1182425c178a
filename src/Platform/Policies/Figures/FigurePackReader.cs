using System.Globalization;
using Huoshui.Diagnostics;
using YamlDotNet.Core;

namespace Huoshui.Policies.Figures;

/// <summary>Reads the figures of one pack.yaml. What is wrong is a diagnostic with the pack's file, never an
/// exception.</summary>
internal sealed class FigurePackReader(SourceText source, List<Diagnostic> diagnostics)
{
    private static readonly string[] States = ["connected", "not_connected"];

    public FigurePack? Read(string packId)
    {
        FigurePackFile file;
        try
        {
            file = FigurePackFile.Parse(source.Content);
        }
        catch (SyntaxErrorException e)
        {
            var at = new SourceSpan((int)Math.Min(e.Start.Index, source.Content.Length), 0);
            diagnostics.Add(Loading.YamlTrouble.Of(source, at, e.Message) with { Code = "PAK1101" });
            return null;
        }
        catch (YamlException e)
        {
            Report("PAK1101", $"无法读取：{e.Message}", $"Cannot be read: {e.Message}", (int)e.Start.Line);
            return null;
        }

        if (file.Figures.Count == 0 && file.Calculation is null)
            return null;
        CheckSupport(file);
        var part = file.Calculation ?? new FigurePackFile.CalculationPart();
        return new FigurePack
        {
            Id = packId,
            Inputs = part.Inputs.ToDictionary(
                i => i.Key, i => (IReadOnlyList<string>)i.Value, StringComparer.Ordinal),
            Registers = part.Registers,
            Uses = part.Uses,
            Shared = part.Shared,
            LeftOut = part.LeftOut,
            Figures = Figures(packId, file),
        };
    }

    private List<FigureDefinition> Figures(string packId, FigurePackFile file)
    {
        var figures = new List<FigureDefinition>();
        foreach (var part in file.Figures)
        {
            if (Definition(packId, part, parent: null) is { } figure)
                figures.Add(figure);
        }

        foreach (var part in file.Shadows)
        {
            var parent = figures.Find(f => string.Equals(f.Id, part.Of, StringComparison.Ordinal));
            if (Definition(packId, part, parent) is { } shadow)
                figures.Add(shadow with { ShadowOf = part.Of ?? part.Id });
        }

        return figures;
    }

    private FigureDefinition? Definition(string packId, FigurePackFile.FigurePart part, FigureDefinition? parent)
    {
        if (!Check(part, parent))
            return null;
        return new FigureDefinition
        {
            Id = part.Id,
            PackId = packId,
            Area = AreaOf(packId),
            Name = Text(part.Name)!,
            Unit = part.Unit,
            CountedEnglish = part.CountedEn,
            Qualifier = part.Published?.Qualifier ?? "=",
            Published = part.Published?.Value,
            AsOf = parent?.AsOf ?? Date(part.AsOf),
            AsOfBasis = part.AsOfBasis,
            Kind = part.Kind.Length > 0 ? part.Kind : parent?.Kind ?? "stock",
            ComputedFrom = part.ComputedFrom,
            Formula = Text(part.Formula) ?? parent!.Formula,
            Population = Text(part.Population) ?? parent!.Population,
            Deduplication = Text(part.Deduplication) ?? parent?.Deduplication,
            Currency = part.Currency ?? parent?.Currency,
            Base = Text(part.Base),
            Decimals = part.Rounding.Decimals,
            Threshold = part.Threshold ?? parent?.Threshold,
            Register = part.Register,
            ScalesWithCity = part.ScalesWithCity || parent is { ScalesWithCity: true },
            IsConnected = parent is not null || string.Equals(part.State, "connected", StringComparison.Ordinal),
            Result = part.Result ?? part.Id.Replace('.', '_'),
            Cells = Cells(part.Cells),
            Support = Cells(part.Support ?? part.Cells),
            Drill = part.Drill is { } d
                ? new FigureDrill(d.Dataset, d.Member, d.Amount, d.Table)
                {
                    AmountUnit = d.AmountUnit,
                    RowUnit = d.RowUnit,
                }
                : null,
            Operands = part.Operands.ToDictionary(
                o => o.Key, o => new FigureOperand(o.Value.Figure, o.Value.At), StringComparer.Ordinal),
        };
    }

    private static FigureCells? Cells(FigurePackFile.CellsPart? part) =>
        part is null ? null : new FigureCells(part.Dataset, part.Measure, part.Borrowers, part.Per);

    // What filings stand behind is published only when it can be counted how many.
    private void CheckSupport(FigurePackFile file)
    {
        if (file.Calculation is not { } part || part.Inputs.Count + part.Uses.Count == 0)
            return;
        foreach (var figure in file.Figures.Where(f => f.State == "connected" && f.Operands.Count == 0))
            Require(figure, (figure.Support ?? figure.Cells) is not null, "support", "cells | support: {dataset, measure, borrowers}");
    }

    private bool Check(FigurePackFile.FigurePart part, FigureDefinition? parent)
    {
        var before = diagnostics.Count;
        Require(part, part.Name is { Zh.Length: > 0, En.Length: > 0 }, "name", "name: {zh, en}");
        Require(part, part.Unit.Length > 0, "unit", "unit");
        Require(part, parent is not null || IsDate(part.AsOf), "as_of", "as_of: yyyy-MM-dd");
        Require(part, parent is not null || part.Formula is not null, "formula", "formula: {zh, en}");
        Require(part, parent is not null || part.Population is not null, "population", "population: {zh, en}");
        Require(part, States.Contains(part.State, StringComparer.Ordinal), "state", "state: connected | not_connected");
        return diagnostics.Count == before;
    }

    private void Require(FigurePackFile.FigurePart part, bool holds, string key, string expected)
    {
        if (holds)
            return;
        var line = source.Content.Split('\n')
            .TakeWhile(l => !l.Contains($"id: {part.Id}", StringComparison.Ordinal)).Count() + 1;
        Report(
            "PAK1102",
            $"指标 {part.Id} 的 {key} 缺失或不合规，应为 {expected}",
            $"Figure {part.Id} lacks a proper {key}; write {expected}",
            line);
    }

    private void Report(string code, string zh, string en, int line)
    {
        var lines = source.Content.Split('\n');
        var at = Math.Clamp(line, 1, lines.Length);
        var start = lines.Take(at - 1).Sum(l => l.Length + 1);
        diagnostics.Add(Diagnostic.Error(code, zh, en, source, new SourceSpan(start, lines[at - 1].Length)));
    }

    private static LocalizedText? Text(FigurePackFile.TextPart? part) =>
        part is null ? null : new LocalizedText(part.Zh, part.En);

    private static string AreaOf(string packId)
    {
        var area = packId.Split('/')[0];
        return string.Equals(area, "crossborder", StringComparison.Ordinal) ? "opening" : area;
    }

    private static bool IsDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static DateOnly Date(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
