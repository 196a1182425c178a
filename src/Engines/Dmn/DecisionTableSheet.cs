using System.Xml.Linq;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Sheets;

namespace Huoshui.Dmn;

/// <summary>
/// 决策表工作表: a decision table as rows of text cells, as a spreadsheet holds it, and back into its model. Rows: the
/// decision, the hit policy, then for each column its kind, label, expression or name, type, allowed values and
/// default; then a row for each rule. What a sheet does not show (ids, descriptions, the rest of the file) stays as it
/// is; a sheet that was not changed gives the file byte for byte.
/// </summary>
public static class DecisionTableSheet
{
    /// <summary>Most rows of a sheet.</summary>
    public const int MaxRows = 20_000;

    /// <summary>Most columns of a sheet.</summary>
    public const int MaxColumns = 500;

    /// <summary>Longest text of a cell: what a spreadsheet's cell holds.</summary>
    public const int MaxCellCharacters = 32_767;

    /// <summary>Reads a table out of a model.</summary>
    /// <param name="model">The file.</param>
    /// <param name="owner">Name of the decision or business knowledge model whose logic is the table.</param>
    /// <returns>The rows; or no rows, and why (DMN6xxx, DMN1001).</returns>
    public static SheetRows Export(SourceText model, string owner)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(owner);
        var problems = new List<Diagnostic>();
        if (TableElement.Find(model, owner, problems) is not { } table)
            return new SheetRows([], problems);
        var rows = SheetLayout.RowsOf(owner, table.Xml);
        SheetErrors.CheckSize(rows, problems);
        return problems.Count > 0 ? new SheetRows([], problems) : new SheetRows(rows, []);
    }

    /// <summary>Writes rows into the model in place of its table.</summary>
    /// <param name="model">The file.</param>
    /// <param name="owner">Name of the decision or business knowledge model whose logic is the table.</param>
    /// <param name="rows">As <see cref="Export"/> gives them; trailing empty cells may be missing.</param>
    /// <returns>The new file; null with errors, each with its cell (DMN6xxx). Nothing is half written.</returns>
    public static SheetImport Import(SourceText model, string owner, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(rows);
        var problems = new List<Diagnostic>();
        if (TableElement.Find(model, owner, problems) is not { } table)
            return new SheetImport(null, problems);
        SheetErrors.CheckSize(rows, problems);
        var reader = new SheetReader(table.Xml, rows, problems);
        if (problems.Count > 0 || reader.Read() is not { } changed)
            return new SheetImport(null, problems);
        if (XNode.DeepEquals(table.Xml, changed))
            return new SheetImport(model, []);
        var content = table.Replaced(changed);
        var written = new SourceText(model.Name, content);
        reader.CheckExpressions(written, owner);
        return problems.Exists(p => p.Severity == DiagnosticSeverity.Error)
            ? new SheetImport(null, problems) : new SheetImport(written, problems);
    }
}

/// <summary>A table as rows of cells.</summary>
/// <param name="Rows">Empty if there are problems.</param>
/// <param name="Diagnostics">Why there are no rows.</param>
public sealed record SheetRows(IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A model with a table that was read from a sheet.</summary>
/// <param name="Model">The new file; null if there are errors.</param>
/// <param name="Diagnostics">Errors and warnings, each with its cell.</param>
public sealed record SheetImport(SourceText? Model, IReadOnlyList<Diagnostic> Diagnostics);
