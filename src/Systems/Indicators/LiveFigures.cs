using System.Collections.Concurrent;
using System.Globalization;
using Huoshui.Operations;
using Huoshui.Policies.Figures;
using Huoshui.Registry;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Indicators;

/// <summary>
/// 实时值: what the figures are now, kept in memory for as long as nothing that they are computed from has changed.
/// Every reader asks the
/// store for the state first (<see cref="FactState"/>), so that nothing stale is ever given, by whichever process
/// the facts changed. It
/// knows no viewer: callers give its values to the regulator only. Thread safe.
/// </summary>
public sealed class LiveFigures(
    FigureCalculator calculator, FigureMovements movements, IDbContextFactory<OperationsContext> contexts)
{
    private Held _held = new(FactState.None);

    /// <summary>Every figure of the register at its own date, in order.</summary>
    public async Task<IReadOnlyList<FigureValue>> AllAsync(CancellationToken cancellationToken) =>
        await (await HeldAsync(cancellationToken)).GetAsync("*", () => calculator.AllAsync(null, null,
            CancellationToken.None))
            .WaitAsync(cancellationToken);

    /// <summary>A figure at every date for which its returns have accepted versions, ascending.</summary>
    public async Task<IReadOnlyList<FigureValue>> SeriesAsync(FigureDefinition figure,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return await (await HeldAsync(cancellationToken))
            .GetAsync(figure.Id, () => movements.SeriesAsync(figure, null,
                CancellationToken.None)).WaitAsync(cancellationToken);
    }

    /// <summary>Computes what the bulletin shows, unless it is known.</summary>
    public async Task WarmAsync(CancellationToken cancellationToken)
    {
        await AllAsync(cancellationToken);
        foreach (var figure in Bulletin.Leading.Values.Select(calculator.Figures.Find).OfType<FigureDefinition>())
            await SeriesAsync(figure, cancellationToken);
    }

    private async Task<Held> HeldAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await FactState.ReadAsync(context, cancellationToken);
        // A kept value that was found wrong must not live on in memory.
        if (calculator.Results.Dropped is var dropped and > 0)
            state = new FactState(string.Create(CultureInfo.InvariantCulture, $"{state.Text} dropped {dropped}"));
        var held = Volatile.Read(ref _held);
        if (held.State == state)
            return held;
        var fresh = new Held(state);
        var now = Interlocked.CompareExchange(ref _held, fresh, held);
        return now != held && now.State == state ? now : fresh;
    }

    // What was computed from one state. A computation serves everybody who asks meanwhile; one that failed is
    // forgotten.
    private sealed class Held(FactState state)
    {
        private readonly ConcurrentDictionary<string,
            Lazy<Task<IReadOnlyList<FigureValue>>>> _values = new(StringComparer.Ordinal);

        public FactState State => state;

        public async Task<IReadOnlyList<FigureValue>> GetAsync(string key,
            Func<Task<IReadOnlyList<FigureValue>>> compute)
        {
            var value = _values.GetOrAdd(key, _ => new Lazy<Task<IReadOnlyList<FigureValue>>>(() => Task.Run(compute)));
            try
            {
                return await value.Value;
            }
            catch
            {
                _values.TryRemove(KeyValuePair.Create(key, value));
                throw;
            }
        }
    }
}

/// <summary>
/// Everything in the store that figures are computed from, as counts and latest instants: it differs as soon as a
/// version is certified,
/// accepted or replaced, an institution or its history changes, or a profile is declared.
/// </summary>
internal sealed record FactState(string Text)
{
    public static FactState None { get; } = new(string.Empty);

    public static async Task<FactState> ReadAsync(OperationsContext context, CancellationToken cancellationToken)
    {
        var versions = context.Set<FilingVersion>().AsNoTracking();
        var accepted = await versions.CountAsync(v => v.AcceptedAt != null, cancellationToken);
        var superseded = await versions.CountAsync(v => v.SupersededAt != null, cancellationToken);
        var lastAccepted = await versions.MaxAsync(v => v.AcceptedAt, cancellationToken);
        var lastSuperseded = await versions.MaxAsync(v => v.SupersededAt, cancellationToken);
        var institutions = await context.Set<Institution>().CountAsync(cancellationToken);
        var changes = await context.Set<InstitutionChange>().CountAsync(cancellationToken);
        var profiles = await context.Set<ProfileRule>().CountAsync(cancellationToken);
        return new FactState(string.Create(
            CultureInfo.InvariantCulture,
            $"{accepted} {superseded} {lastAccepted:O} {lastSuperseded:O} {institutions} {changes} {profiles}"));
    }
}
