using Huoshui.Vtl;
using Microsoft.AspNetCore.Http;

namespace Huoshui.Systems.Workbench;

/// <summary>The form of the page as it is sent.</summary>
internal sealed class ScriptForm
{
    /// <summary>The script; a form writes line ends as CR LF.</summary>
    public string? Script { get; set; }

    /// <summary>Which data.</summary>
    public string? Data { get; set; }

    /// <summary>Which institution; empty for all.</summary>
    public string? Institution { get; set; }

    /// <summary>Whose lineage is drawn, <c>RESULT#COLUMN</c>; empty for all.</summary>
    public string? Column { get; set; }

    /// <summary>What is asked. Line ends are those of the editor, so that places are its places.</summary>
    public ScriptQuestion Question => new(
        (Script ?? string.Empty).Replace("\r\n", "\n", StringComparison.Ordinal), Data, Institution);

    /// <summary>From the fields of a request.</summary>
    public static ScriptForm Of(IFormCollection form) => new()
    {
        Script = form["script"],
        Data = form["data"],
        Institution = form["institution"],
        Column = form["column"],
    };

    /// <summary>The column that was chosen, if a script has it.</summary>
    /// <param name="column"><c>RESULT#COLUMN</c>; null and empty for none.</param>
    /// <param name="lineage">Of the script.</param>
    public static IReadOnlyList<ColumnName> ChosenOf(string? column, VtlLineage lineage)
    {
        var at = column?.LastIndexOf('#') ?? -1;
        if (at <= 0 || lineage.Find(column![..at]) is not { } result)
            return [];
        return result.Columns.Any(c => c.Component.Name == column[(at + 1)..])
            ? [new ColumnName(result.Result, column[(at + 1)..])] : [];
    }
}
