using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoshui.Policies;
using Huoshui.Policies.Scenarios;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLogVerifier;

namespace Huoshui.Systems.CrossBorderData.Providing;

/// <summary>
/// 提供方的办理台 A provider at work on its own machine: issues, revokes, changes keys and publishes, from pages and calls.
/// Holds its folder as long as it lives. Documents and packages pass through memory only. Thread safe.
/// </summary>
public sealed class ProviderDesk : IDisposable
{
    private const int ListDays = 7;
    private const int KeyDays = 365;

    private readonly ProviderFolder _folder;
    private readonly string _passphrase;
    private readonly PolicyLibrary _library;
    private readonly SubmitEntry _submit;
    private readonly TimeProvider _clock;
    private readonly DeskLimits _limits;
    private readonly SemaphoreSlim _publishing = new(1);
    private readonly IssuingTurns _turns;
    private volatile StatementKeys _keys;
    private volatile string? _problem;

    /// <summary>Opens the desk.</summary>
    /// <param name="folder">The provider; the desk closes it.</param>
    /// <param name="passphrase">Of its keys.</param>
    /// <param name="library">The scenarios.</param>
    /// <param name="submit">Takes entries to the log.</param>
    /// <param name="clock">The time.</param>
    /// <param name="limits">The limits; null for the usual ones.</param>
    /// <exception cref="TransparencyLog.LogRefusedException">LOG2010: a wrong passphrase.</exception>
    public ProviderDesk(
        ProviderFolder folder, string passphrase, PolicyLibrary library, SubmitEntry submit, TimeProvider clock,
        DeskLimits? limits = null)
    {
        (_folder, _passphrase, _library, _submit, _clock) = (folder, passphrase, library, submit, clock);
        _limits = limits ?? new DeskLimits();
        _turns = new IssuingTurns(_limits.MostIssuing);
        _keys = folder.Keys(passphrase);
        Held = new HeldPackages(_limits, clock);
    }

    /// <summary>Issued packages that wait in memory.</summary>
    public HeldPackages Held { get; }

    /// <summary>What was issued.</summary>
    public IssuedBook Issued => _folder.Issued;

    /// <summary>Who provides.</summary>
    public ProviderProfile Profile => _folder.Profile;

    /// <summary>The packs with a scenario, by id.</summary>
    public IReadOnlyList<PolicyPack> Scenarios => [.. _library.Packs.Where(p => p.Scenario is not null)];

    /// <summary>How the provider stands.</summary>
    public ProviderState State => ProviderState.Of(_folder, FreshFor) with { Problem = _problem };

    private TimeSpan FreshFor => Scenarios.Min(p => TimeSpan.FromHours(
        p.Parameters.Integer(p.Scenario!.Terms.Status, Today))) * _limits.PublishAfterShare;

    private DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);

    /// <summary>The text that a subject would agree to now, and until when the package would hold.</summary>
    /// <param name="pack">A pack with a scenario.</param>
    /// <param name="purposes">Codes of purposes.</param>
    /// <param name="language">One of the languages of <see cref="BorderText"/>.</param>
    public (string Text, DateTimeOffset Until) Consent(
        PolicyPack pack, IReadOnlyList<string> purposes, string language)
    {
        var until = IssueDesk.Expiry(pack, _clock.GetUtcNow());
        return (IssueDesk.ConsentText(pack.Scenario!, Profile, purposes, until, language), until);
    }

    /// <summary>Issues once under a key.</summary>
    /// <param name="key">Idempotency key of the caller: the same request under it gets the same package, as long as
    /// packages are held.</param>
    /// <param name="request">What is asked for.</param>
    /// <returns>The package, or XBD2001 to XBD2011, XBD2026, XBD2032.</returns>
    public async Task<IssueAnswer> IssueAsync(string key, IssueRequest request) =>
        await Held.OnceAsync(key, HashOf(request), () => _turns.BesideAsync(
            () => new IssueDesk(_library, _clock).IssueAsync(
                _folder, _keys, request, _submit, CancellationToken.None),
            CancellationToken.None))
        ?? new IssueAnswer(null, BorderRefusals.OtherRequest);

    /// <summary>Revokes a place and publishes the list that says so.</summary>
    /// <param name="index">The place.</param>
    /// <param name="reason">One of <see cref="RevocationReasons.All"/>.</param>
    /// <param name="cancellationToken">Ends the waiting; the place stays revoked and the next list says so.</param>
    /// <returns>Why not; null if it was done.</returns>
    public async Task<Refusal?> RevokeAsync(int index, string reason, CancellationToken cancellationToken)
    {
        if (!RevocationReasons.All.Contains(reason))
            return BorderRefusals.UnknownReason(reason, string.Join("、", RevocationReasons.All));
        if (!_folder.Revoke(index, reason, _clock.GetUtcNow()))
            return BorderRefusals.NeverIssued(index);
        return await PublishAsync(isStatusOnly: true, cancellationToken);
    }

    /// <summary>New signing keys, with the manifest that says so. Nothing is issued meanwhile: a statement that was
    /// begun with the old keys is logged before they end.</summary>
    /// <param name="compromisedAt">Since when the old ones may be known; null if they are not.</param>
    /// <param name="cancellationToken">Ends the waiting; the keys are changed, and can be published again.</param>
    public async Task<Refusal?> RotateAsync(DateTimeOffset? compromisedAt, CancellationToken cancellationToken)
    {
        if (compromisedAt > _clock.GetUtcNow())
            return BorderRefusals.LaterThanNow;
        if (_keys.Token is { } token)
            return BorderRefusals.KeyInToken(token);
        return await _turns.AloneAsync(
            async () =>
            {
                await ChangeKeysAsync(compromisedAt, cancellationToken);
                return await PublishAsync(isStatusOnly: false, CancellationToken.None); // keys need their manifest
            },
            cancellationToken);
    }

    private async Task ChangeKeysAsync(DateTimeOffset? compromisedAt, CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            _folder.Rotate(_passphrase, KeyDays, _clock.GetUtcNow(), compromisedAt);
            using var old = _keys;
            _keys = _folder.Keys(_passphrase);
        }
        finally
        {
            _publishing.Release();
        }
    }

    /// <summary>New signing keys, as the form of the page asks for them: what it does not say clearly is not
    /// done.</summary>
    /// <param name="compromisedSince">As <see cref="RotationForm"/> reads it; empty where no key may be known.</param>
    /// <param name="sure">"yes" where the person is sure.</param>
    /// <param name="cancellationToken">Ends the waiting; the keys are changed, and can be published again.</param>
    public async Task<Refusal?> RotateAsync(string? compromisedSince, string? sure, CancellationToken cancellationToken)
    {
        if (sure != "yes")
            return BorderRefusals.NotSure;
        if (string.IsNullOrEmpty(compromisedSince))
            return await RotateAsync(null, cancellationToken);
        return RotationForm.Moment(compromisedSince) is { } at
            ? await RotateAsync(at, cancellationToken) : BorderRefusals.BadMoment;
    }

    /// <summary>Signs and logs a status list, and a key manifest before it.</summary>
    /// <param name="isStatusOnly">No manifest, unless keys changed since the last: the root keys are not read.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Why not; null if it was done.</returns>
    public async Task<Refusal?> PublishAsync(bool isStatusOnly, CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            var now = _clock.GetUtcNow();
            var refusal = isStatusOnly && !ProviderState.HasNewKeys(_folder)
                ? await _folder.PublishStatusAsync(_passphrase, ListDays, now, _submit, cancellationToken)
                : await _folder.PublishAsync(_passphrase, ListDays, now, _submit, cancellationToken);
            _problem = refusal is null ? null : $"{refusal.Code} {refusal.Zh} / {refusal.En}";
            return refusal;
        }
        finally
        {
            _publishing.Release();
        }
    }

    /// <summary>Publishes a status list if the last one is old, or the manifest too where it ends soon. What hinders
    /// it stands in <see cref="State"/>: nothing of it ends the desk, which holds packages in memory.</summary>
    /// <returns>How long to wait until the next look.</returns>
    public async Task<TimeSpan> PublishIfDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await PublishWhenDueAsync(cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            _problem = DeskAnswer.Of(error) is { } told
                ? $"{told.Code} {told.Zh} / {told.En} {error.Message}" : error.GetBaseException().Message;
            return _limits.AfterFailure;
        }
    }

    private async Task<TimeSpan> PublishWhenDueAsync(CancellationToken cancellationToken)
    {
        var (state, now) = (State, _clock.GetUtcNow());
        if (state.StatusDueAt is not { } due || state.Manifest is null)
            return _limits.AfterFailure; // nothing was published yet: a person begins
        if (due > now)
            return due - now < _limits.AfterFailure ? due - now : _limits.AfterFailure;
        var isStatusOnly = state.Manifest.ValidUntil - now > TimeSpan.FromDays(1);
        await PublishAsync(isStatusOnly, cancellationToken);
        return _limits.AfterFailure;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _publishing.Dispose();
        _turns.Dispose();
        _keys.Dispose();
        _folder.Dispose();
    }

    private static string HashOf(IssueRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var fields = string.Join(
            '\u001f', request.Scenario, request.MediaType, request.Fields?.ToJsonString(),
            string.Join(',', request.Purposes), request.Language,
            request.IsAgreed.ToString(CultureInfo.InvariantCulture), request.Holder?.ToString());
        hash.AppendData(Encoding.UTF8.GetBytes(fields));
        hash.AppendData([0]);
        hash.AppendData(request.Document.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
