using Microsoft.AspNetCore.Components;

namespace Huoshui.Presentation.Tables;

/// <summary>A column of a <see cref="DataTable{TRow}"/>: <c>&lt;Column Title="余额" Unit="亿元" Align="Align.End"
/// SortKey="balance"&gt;@context.Balance&lt;/Column&gt;</c>.</summary>
/// <typeparam name="TRow">What a row is; taken from the table.</typeparam>
public sealed class Column<TRow> : IComponent
{
    private bool _added;

    /// <summary>The column's title, in the language of the page.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = string.Empty;

    /// <summary>The unit of every cell, shown in the header; null when cells have none.</summary>
    [Parameter]
    public string? Unit { get; set; }

    /// <summary>What <c>sort=</c> says for this column; null when it cannot be sorted by.</summary>
    [Parameter]
    public string? SortKey { get; set; }

    /// <summary>How cells stand; numbers at the right.</summary>
    [Parameter]
    public Align Align { get; set; }

    /// <summary>A CSS width, for example <c>8rem</c>; null to leave it to the table.</summary>
    [Parameter]
    public string? Width { get; set; }

    /// <summary>True when the cell names its row (a row header for a screen reader); one a table.</summary>
    [Parameter]
    public bool IsRowHeader { get; set; }

    /// <summary>True to keep words on one line.</summary>
    [Parameter]
    public bool NoWrap { get; set; }

    /// <summary>True to leave the column out on a phone.</summary>
    [Parameter]
    public bool HideOnPhone { get; set; }

    /// <summary>A cell.</summary>
    [Parameter]
    public RenderFragment<TRow>? ChildContent { get; set; }

    [CascadingParameter]
    private IColumnHost<TRow>? Host { get; set; }

    internal string CssClass =>
        string.Join(' ', Classes());

    /// <inheritdoc />
    public void Attach(RenderHandle renderHandle)
    {
        // A column draws nothing itself: the table draws the cells.
    }

    /// <inheritdoc />
    public Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        if (!_added)
        {
            _added = true;
            Host?.Add(this);
        }

        return Task.CompletedTask;
    }

    private IEnumerable<string> Classes()
    {
        if (Align == Align.End)
            yield return "end num";
        if (Align == Align.Center)
            yield return "center";
        if (NoWrap)
            yield return "nowrap";
        if (HideOnPhone)
            yield return "desk";
    }
}
