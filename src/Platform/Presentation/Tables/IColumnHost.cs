namespace Huoshui.Presentation.Tables;

/// <summary>Where a column announces itself: the table that it stands in.</summary>
/// <typeparam name="TRow">What a row is.</typeparam>
public interface IColumnHost<TRow>
{
    /// <summary>Adds a column after those that are there.</summary>
    void Add(Column<TRow> column);
}
