using System.Globalization;
using Huoshui.Measures;
using Huoshui.Policies.Figures;
using Huoshui.Presentation;
using Huoshui.Registry;

namespace Huoshui.Systems.Indicators;

/// <summary>What the page of a figure shows to one viewer.</summary>
public sealed record FigureView
{
    /// <summary>The figure.</summary>
    public required FigureDefinition Figure { get; init; }

    /// <summary>The date.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>In base units; live or published.</summary>
    public required decimal? BaseValue { get; init; }

    /// <summary>The live value with its coverage; null for those who see published totals only.</summary>
    public FigureValue? Value { get; init; }

    /// <summary>Whether the value is computed now.</summary>
    public bool IsLive { get; init; }

    /// <summary>Whether something stands published that is not shown, since too few stand behind it.</summary>
    public bool IsWithheld { get; init; }

    /// <summary>Fewer institutions behind a total keep it from being published.</summary>
    public long MinimumInstitutions { get; init; }

    /// <summary>Fewer borrowers behind a total keep it from being published.</summary>
    public long MinimumBorrowers { get; init; }

    /// <summary>Whether the viewer has an account.</summary>
    public bool IsSignedIn { get; init; }

    /// <summary>Whether the viewer may open it down to records.</summary>
    public bool CanOpen { get; init; }

    /// <summary>Whether the viewer may propose it for publication.</summary>
    public bool MayPropose { get; init; }

    /// <summary>The dated parameter that draws the line, in words.</summary>
    public string? Threshold { get; init; }

    /// <summary>较上月, 比年初, 同比.</summary>
    public IReadOnlyList<FigureMovement> Movements { get; init; } = [];

    /// <summary>Points over time.</summary>
    public IReadOnlyList<FigurePoint> Series { get; init; } = [];

    /// <summary>Dates that can be chosen.</summary>
    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    /// <summary>Figures shown beside it.</summary>
    public IReadOnlyList<FigureValue> Shadows { get; init; } = [];

    /// <summary>What it can be broken down by.</summary>
    public IReadOnlyList<BreakdownDimension> Dimensions { get; init; } = [];

    /// <summary>Its parts; null if it has none to show.</summary>
    public FigureBreakdown? Breakdown { get; init; }

    /// <summary>Its publications, newest first.</summary>
    public IReadOnlyList<FigurePublication> Publications { get; init; } = [];

    /// <summary>Names of institutions by id.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>An institution's name; its id where it is not registered.</summary>
    public string NameOf(string id) => Names.GetValueOrDefault(id, id);
}

/// <summary>Reads what the page of a figure shows; what a viewer may not see is not read.</summary>
public sealed class FigureViews(
    FigureCalculator calculator,
    FigureMovements movements,
    FigureSeries series,
    FigureBreakdowns breakdowns,
    PublicationDesk publications)
{
    /// <summary>The view; null if there is no such figure.</summary>
    public async Task<FigureView?> ReadAsync(
        string id, DateOnly? asOf, string? by, Viewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        if (calculator.Figures.Find(id) is not { } figure)
            return null;
        var date = asOf ?? figure.AsOf;
        var history = await publications.HistoryAsync(id, viewer, cancellationToken);
        var standing = history.FirstOrDefault(p => p.State == PublicationState.Published && p.AsOf == date);
        var limits = CellSuppression.At(calculator.Policies, date);
        var view = new FigureView
        {
            Figure = figure,
            MinimumInstitutions = limits.MinimumInstitutions,
            MinimumBorrowers = limits.MinimumBorrowers,
            AsOf = date,
            BaseValue = standing?.Value * figure.UnitFactor,
            IsWithheld = !viewer.IsRegulator && standing is null
                && await publications.IsWithheldAsync(figure.Id, date, cancellationToken),
            IsSignedIn = !viewer.IsPublic,
            Publications = history,
            Threshold = ThresholdOf(figure, date),
            Series = figure.IsConnected ? await series.OfAsync(figure, viewer, cancellationToken) : [],
        };
        return viewer.IsPublic || !figure.IsConnected ? view : await SignedInAsync(view, by, viewer, cancellationToken);
    }

    private async Task<FigureView> SignedInAsync(
        FigureView view, string? by, Viewer viewer, CancellationToken cancellationToken)
    {
        var figure = view.Figure;
        var dimensions = breakdowns.DimensionsOf(figure, view.AsOf);
        var dimension = Enum.TryParse<BreakdownDimension>(by, ignoreCase: true, out var asked)
            && dimensions.Contains(asked)
            ? asked
            : BreakdownDimension.Institution;
        var names = (await calculator.Institutions.ListAsync(cancellationToken))
            .ToDictionary(i => i.Id, i => i.FullName().Here(), StringComparer.Ordinal);
        view = view with
        {
            CanOpen = figure.Drill is not null,
            Dimensions = dimensions,
            Breakdown = dimensions.Count == 0
                ? null
                : await breakdowns.OfAsync(figure, new BreakdownQuery(dimension, view.AsOf), viewer, cancellationToken),
            Names = names,
        };
        if (!viewer.IsRegulator)
            return view;
        var value = await calculator.ValueAsync(figure, view.AsOf, null, cancellationToken);
        return view with
        {
            Value = value,
            IsLive = true,
            BaseValue = value.BaseValue,
            MayPropose = viewer.Is(Roles.Analyst) && value.BaseValue is not null && figure.ShadowOf is null,
            Movements = await movements.OfAsync(value, null, cancellationToken),
            Dates = await movements.DatesAsync(figure, null, cancellationToken),
            Shadows = await calculator.ValuesAsync(
                calculator.Figures.ShadowsOf(figure.Id), view.AsOf, null, cancellationToken),
        };
    }

    private string? ThresholdOf(FigureDefinition figure, DateOnly asOf)
    {
        if (figure.Threshold is not { } name
            || calculator.Policies.Pack(figure.PackId)?.Parameters.Find(name) is not { } parameter)
        {
            return null;
        }

        var value = parameter.ValueAt(asOf);
        var text = value?.Value is decimal or long
            ? MeasureFormat.Current.Number(
                Convert.ToDecimal(value.Value, CultureInfo.InvariantCulture) / 10000m, "万元", NumberStyle.Text)
            : value?.Value.ToString();
        return value is null ? null
            : $"{Presentation.LocalizedTexts.Here(parameter.Title)} {text}（{MeasureFormat.Current.Date(value.From)}）";
    }
}
