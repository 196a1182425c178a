namespace Huoshui.Vtl.Templates;

/// <summary>The data set of the cells of template returns: one row a cell that is filled in.</summary>
/// <param name="DataSet">Its name.</param>
/// <param name="Units">Its other identifiers: whose return it is, for example institution and report_date. At least
/// one.</param>
/// <param name="Cell">The identifier with the code of the cell, for example <c>G01.1.2.A</c>.</param>
/// <param name="Value">The measure.</param>
public sealed record TemplateCells(string DataSet, IReadOnlyList<string> Units, string Cell, string Value)
{
    /// <summary>What the command takes where nothing is said.</summary>
    public static TemplateCells Usual { get; } = new("CELLS", ["institution", "report_date"], "cell", "value");
}
