using System.Globalization;
using Huoshui.Diagnostics;
using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Semantics;
using Huoshui.Vtl.Sql;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl;

/// <summary>Compiles VTL 2.2 scripts to SQL. Thread safe; touches no data.</summary>
public static class VtlCompiler
{
    /// <summary>Parses, analyses and translates scripts that belong together.</summary>
    /// <param name="sources">The scripts; they share names, and statements may stand in any order.</param>
    /// <param name="inputs">What they may refer to.</param>
    /// <returns>Never null; with diagnostics instead of results where a script is wrong.</returns>
    public static VtlModule Compile(IReadOnlyList<SourceText> sources, VtlInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(inputs);
        var diagnostics = new DiagnosticBag();
        try
        {
            return Compile(sources, inputs, diagnostics);
        }
        catch (InsufficientExecutionStackException)
        {
            // Within the limits of a chain and of nesting, but both at once.
            var place = new Place(sources[0], new SourceSpan(0, 0));
            diagnostics.Add(SyntaxErrors.TooDeep(Parser.DepthLimit, place));
            return new VtlModule(diagnostics.Sorted(sources), [], []);
        }
    }

    private static VtlModule Compile(
        IReadOnlyList<SourceText> sources, VtlInputs inputs, DiagnosticBag diagnostics)
    {
        var statements = sources.SelectMany(s => Parser.Parse(s, inputs.Extensions, diagnostics)).ToList();
        var symbols = new ModuleSymbols(statements, inputs, diagnostics);
        var binder = new Binder(symbols, diagnostics);
        binder.BindAll();
        IReadOnlyList<DataStructure> structures =
            [.. symbols.AssignmentOrder.Select(StructureOf).OfType<DataStructure>()];
        if (diagnostics.HasErrors)
            return new VtlModule(diagnostics.Sorted(sources), [], []) { Structures = structures };
        var (results, plans) = Written(symbols, binder.Checks, inputs, diagnostics);
        return new VtlModule(diagnostics.Sorted(sources), results, plans) { Structures = structures };
    }

    // Nothing, with a diagnostic, where their SQL is too long.
    private static (List<VtlResult> Results, List<CheckPlan> Checks) Written(
        ModuleSymbols symbols, IReadOnlyList<BoundCheck> checks, VtlInputs inputs, DiagnosticBag diagnostics)
    {
        var budget = new SqlBudget(inputs.SqlLimit, inputs.TextLimit);
        var results = new List<VtlResult>();
        var at = symbols.AssignmentOrder.Count > 0 ? symbols.AssignmentOrder[0] : null;
        try
        {
            foreach (var symbol in Wanted(symbols.AssignmentOrder, inputs))
            {
                results.Add(ResultOf(at = symbol, inputs.Dialect, budget));
                if (inputs.ResultsAreTables)
                    Dialect.Of(inputs.Dialect).RequireOtherNames(results[^1].Structure.Components);
            }

            var scans = CheckPlanner.Plan(checks, r => RelationWriter.Statement(r, inputs.Dialect, budget: budget));
            return (results, [.. scans.Select(s => new CheckPlan(s, InputsOf(s.Operand), inputs.Dialect, budget))]);
        }
        catch (SameNamesException same)
        {
            var place = at!.Assignment.Target.Place;
            diagnostics.Add(SemanticErrors.SameButForCase(same.First, same.Second, place));
            return ([], []);
        }
        catch (SqlTooLongException)
        {
            diagnostics.Add(SemanticErrors.TooMuchSql(inputs.SqlLimit, at!.Assignment.Target.Place));
            return ([], []);
        }
    }

    private static IEnumerable<AssignmentSymbol> Wanted(IReadOnlyList<AssignmentSymbol> symbols, VtlInputs inputs) =>
        inputs.PersistentOnly && symbols.Any(s => s.Assignment.IsPersistent)
        ? symbols.Where(s => s.Assignment.IsPersistent) : symbols;

    private static DataStructure? StructureOf(AssignmentSymbol symbol)
    {
        var name = symbol.Assignment.Target.Text;
        return symbol.Value switch
        {
            DatasetValue dataset => new DataStructure(name, dataset.Relation.Components),
            ScalarValue scalar => new DataStructure(name, [scalar.Expression.Type.Named(name, ComponentRole.Measure)]),
            _ => null,
        };
    }

    private static VtlResult ResultOf(AssignmentSymbol symbol, SqlDialect dialect, SqlBudget budget)
    {
        var name = symbol.Assignment.Target.Text;
        var relation = symbol.Value switch
        {
            DatasetValue dataset => dataset.Relation,
            ScalarValue scalar =>
                new Select(
                [], [new Output(scalar.Expression.Type.Named(name, ComponentRole.Measure), scalar.Expression)]),
            _ => throw new InvalidOperationException($"{name} has no value."),
        };
        var target = symbol.Assignment.Target.Place;
        var at = target.Source.PositionOf(target.Span.Start);
        return VtlResult.Of(name, symbol.Assignment.IsPersistent, InputsOf(relation), relation, dialect, budget) with
        {
            Place = string.Create(CultureInfo.InvariantCulture, $"{target.Source.Name}:{at.Line}:{at.Column}"),
        };
    }

    private static IReadOnlyList<string> InputsOf(Relation relation) =>
        [.. PlanWalk.All(
            relation).OfType<InputScan>().Select(i =>
            i.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
