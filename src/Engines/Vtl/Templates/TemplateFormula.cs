namespace Huoshui.Vtl.Templates;

/// <summary>One comparison between cells of templates, for one cell on each side.</summary>
/// <param name="Id">Its name, unique in the file.</param>
/// <param name="Left">The left side.</param>
/// <param name="Relation">One of = &lt;&gt; &lt; &lt;= &gt; &gt;=.</param>
/// <param name="Right">The right side.</param>
/// <param name="Tolerance">How far the sides may lie apart.</param>
/// <param name="Text">As it stands in the file.</param>
internal sealed record TemplateFormula(
    string Id, FormulaNode Left, string Relation, FormulaNode Right, FormulaTolerance Tolerance, string Text);

/// <summary>How far two sides may lie apart.</summary>
/// <param name="Value">A number or a parameter, in the unit of the cells, or a share of the right side.</param>
/// <param name="IsShare">True for a share: ± 1% is 0.01.</param>
internal sealed record FormulaTolerance(FormulaNode Value, bool IsShare);
