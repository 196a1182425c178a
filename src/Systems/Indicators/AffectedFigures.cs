using System.Globalization;
using Huoshui.Policies.Figures;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Indicators;

/// <summary>The published figures that a re-filing would change: those of its date that rest on its tables, and
/// those whose base date it
/// is. Thread safe.</summary>
public sealed class AffectedFigures(FigureCalculator calculator, PublicationDesk publications)
{
    /// <summary>Finds them (<see cref="FindAffectedFigures"/>), in the order of the register's ids.</summary>
    public async Task<IReadOnlyList<AffectedFigure>> OfAsync(TablesToChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var published = await publications.StandingAsync(cancellationToken);
        return
        [
            .. from publication in published
               let figure = calculator.Figures.Find(publication.FigureId)
               where figure is not null && RestsOn(figure, publication.AsOf, change)
               select new AffectedFigure(
                   figure.Id, figure.Name, publication.AsOf, publication.DecidedAt ?? publication.ProposedAt),
        ];
    }

    private bool RestsOn(FigureDefinition figure, DateOnly asOf, TablesToChange change)
    {
        if (figure.Operands.Count == 0)
            return asOf == change.AsOf && Reads(figure.PackId, change);
        return figure.Operands.Values.Any(operand =>
            calculator.Figures.Find(operand.Figure) is { } other
            && DateOf(calculator, figure, operand, asOf) is { } date
            && RestsOn(other, date, change));
    }

    // The tables of a pack and of the packs that it uses.
    private bool Reads(string packId, TablesToChange change)
    {
        if (calculator.Figures.Pack(packId) is not { } pack)
            return false;
        var own = pack.Inputs.GetValueOrDefault(change.ReturnId);
        return (own is not null
            && (change.Tables.Count == 0 || own.Any(table => change.Tables.Contains(table, StringComparer.Ordinal))))
            || pack.Uses.Any(used => Reads(used, change));
    }

    /// <summary>The date of a term of a figure's formula; null where its parameter has no value yet.</summary>
    internal static DateOnly? DateOf(
        FigureCalculator calculator, FigureDefinition figure, FigureOperand operand, DateOnly asOf)
    {
        if (operand.At is not { } at)
            return asOf;
        return DateOnly.TryParseExact(at, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : calculator.Policies.Pack(figure.PackId)?.Parameters.Find(at)?.ValueAt(asOf)?.Value as DateOnly?;
    }
}
