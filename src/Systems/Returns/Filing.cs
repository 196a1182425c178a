using Huoshui.Diagnostics;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns;

/// <summary>
/// 报送批次: what one institution files for one return and one 数据日期. Owns its state; every change is a step with
/// an actor. Not thread safe: one unit of work holds it, and <see cref="Revision"/> refuses the slower of two.
/// </summary>
public sealed class Filing
{
    private readonly List<FilingTable> _tables = [];
    private readonly List<FilingStep> _steps = [];

    /// <summary>Sortable by the time of opening.</summary>
    public required Guid Id { get; init; }

    /// <summary>Return id, for example <c>onetable</c>.</summary>
    public required string ReturnId { get; init; }

    /// <summary>机构ID of the filer.</summary>
    public required string InstitutionId { get; init; }

    /// <summary>数据日期.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>
    /// True: a profile says which tables are due. False: there is none for this return, so what is uploaded is what
    /// is due.
    /// </summary>
    public bool IsProfiled { get; init; } = true;

    /// <summary>When it was opened, UTC.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public FilingState State { get; private set; }

    /// <summary>填报人 who submitted it in this round; null before.</summary>
    public string? PreparedBy { get; private set; }

    /// <summary>复核人 of this round; null before.</summary>
    public string? ReviewedBy { get; private set; }

    /// <summary>签发人 of this round; null before.</summary>
    public string? SignedBy { get; private set; }

    /// <summary>When it was first certified, UTC; null before. Lateness is judged by it.</summary>
    public DateTimeOffset? FirstFiledAt { get; private set; }

    /// <summary>When the last version was certified, UTC; null before.</summary>
    public DateTimeOffset? FiledAt { get; private set; }

    /// <summary>When the last version was accepted, UTC; null before.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>Why it stands at 退回, or the last internal rejection; null when nothing is to be mended.</summary>
    public string? ReturnReason { get; private set; }

    /// <summary>Until when a returned or reminded filing is due, inclusive, in Shanghai; null: the ordinary
    /// deadline.</summary>
    public DateOnly? NewDeadline { get; private set; }

    /// <summary>The version certified last; null before.</summary>
    public Guid? VersionId { get; private set; }

    /// <summary>Number of the version certified last; 0 before.</summary>
    public int VersionNumber { get; private set; }

    /// <summary>The last check over the tables as they stand; null: not checked since the last change.</summary>
    public Guid? CheckId { get; set; }

    /// <summary>Counts changes; two units of work cannot both win.</summary>
    public int Revision { get; private set; }

    /// <summary>Every due table.</summary>
    public IReadOnlyList<FilingTable> Tables => _tables;

    /// <summary>What was done in this unit of work; the whole history is read by query.</summary>
    public IReadOnlyList<FilingStep> Steps => _steps;

    /// <summary>May tables and explanations change now?</summary>
    public bool IsOpen => State is FilingState.Preparing or FilingState.CheckFailed or FilingState.Returned;

    /// <summary>Opens a filing with its due tables.</summary>
    /// <param name="id">Fresh.</param>
    /// <param name="key">Return, institution and date.</param>
    /// <param name="due">Table code → applies to this institution.</param>
    /// <param name="isProfiled">False: no profile says what is due; tables become due as they come in.</param>
    /// <param name="act">Who opens it.</param>
    public static Filing Open(
        Guid id, FilingKey key, IEnumerable<KeyValuePair<string, bool>> due, bool isProfiled, FilingAct act)
    {
        var filing = new Filing
        {
            Id = id,
            ReturnId = key.ReturnId,
            InstitutionId = key.InstitutionId,
            AsOf = key.AsOf,
            OpenedAt = act.At,
            IsProfiled = isProfiled,
        };
        foreach (var (table, applies) in due)
        {
            filing._tables.Add(new FilingTable
            {
                FilingId = id,
                Table = table,
                State = applies ? null : TableState.NotApplicable,
            });
        }

        filing.Note(FilingAction.Open, act, filing.State);
        return filing;
    }

    /// <summary>The table of that code; null when it is not due.</summary>
    public FilingTable? Table(string code) =>
        _tables.Find(t => string.Equals(t.Table, code, StringComparison.Ordinal));

    /// <summary>Replaces one table by a staged upload; <see cref="Uploaded"/> then records the step.</summary>
    /// <returns>The refusal; null when done.</returns>
    public Diagnostic? Put(FactFile file, string fileName, long unreadableCells, FilingAct act)
    {
        if (Editable(file.Table, out var table) is { } refusal)
            return refusal;
        (table!.State, table.FactFileId, table.FileName) = (TableState.Uploaded, file.Id, fileName);
        (table.Rows, table.UnreadableCells) = (file.Rows, unreadableCells);
        (table.ChangedBy, table.ChangedAt, CheckId) = (act.Actor, act.At, null);
        return null;
    }

    /// <summary>Records that tables were replaced.</summary>
    /// <param name="tables">Their codes.</param>
    /// <param name="act">Who uploaded them.</param>
    public void Uploaded(IEnumerable<string> tables, FilingAct act) =>
        Move(FilingAction.Upload, AfterChange, act with { Note = string.Join('、', tables) });

    /// <summary>Declares a table 零报送, or takes it back to "not in".</summary>
    /// <returns>The refusal; null when done.</returns>
    public Diagnostic? Declare(string code, bool isZero, FilingAct act)
    {
        if (Editable(code, out var table) is { } refusal)
            return refusal;
        (table!.State, table.FactFileId, table.FileName) = (isZero ? TableState.Zero : null, null, null);
        (table.Rows, table.UnreadableCells) = (0, 0);
        Touch(table, isZero ? FilingAction.DeclareZero : FilingAction.ClearTable, act with { Note = code });
        return null;
    }

    /// <summary>填报人 has finished: 待复核 when ready, else 校验未通过.</summary>
    /// <param name="readiness">What still blocks it.</param>
    /// <param name="act">The preparer.</param>
    /// <returns>What blocks it; empty when it went on to 待复核.</returns>
    public IReadOnlyList<Diagnostic> Submit(Readiness readiness, FilingAct act)
    {
        if (!IsOpen)
            return [Refusals.WrongState(this, FilingAction.Submit)];
        (PreparedBy, ReviewedBy, SignedBy) = (act.Actor, null, null);
        Move(FilingAction.Submit, readiness.IsReady ? FilingState.AwaitingReview : FilingState.CheckFailed, act);
        return readiness.Blocks;
    }

    /// <summary>复核: passes it on to the signer, or back to the preparer with a reason.</summary>
    /// <returns>The refusal; null when done.</returns>
    public Diagnostic? Review(bool passes, FilingAct act)
    {
        if (State != FilingState.AwaitingReview)
            return Refusals.WrongState(this, FilingAction.Review);
        if (Preparers().Contains(act.Actor))
            return Refusals.SamePerson(act.Actor, FilingAction.Review);
        if (!passes)
            return SendBack(FilingAction.ReviewReject, act);
        ReviewedBy = act.Actor;
        Move(FilingAction.Review, FilingState.AwaitingSignature, act);
        return null;
    }

    /// <summary>May this person sign now?</summary>
    /// <param name="people">How many different people a filing needs: 3 by default, 2 by parameter.</param>
    /// <param name="actor">Account name.</param>
    /// <returns>The refusal; null when allowed.</returns>
    public Diagnostic? MaySign(int people, string actor)
    {
        if (State != FilingState.AwaitingSignature)
            return Refusals.WrongState(this, FilingAction.Sign);
        var isReviewer = string.Equals(ReviewedBy, actor, StringComparison.OrdinalIgnoreCase);
        return Preparers().Contains(actor) || (isReviewer && people > 2)
            ? Refusals.SamePerson(actor, FilingAction.Sign)
            : null;
    }

    /// <summary>签发: certifies the tables as they stand under a version. Ask <see cref="MaySign"/> first.</summary>
    public void Sign(FilingVersion version, FilingAct act)
    {
        (SignedBy, VersionId, VersionNumber) = (act.Actor, version.Id, version.Number);
        (FiledAt, FirstFiledAt, ReturnReason) = (act.At, FirstFiledAt ?? act.At, null);
        Move(FilingAction.Sign, FilingState.Filed, act);
    }

    /// <summary>The signer sends it back inside the institution, with a reason.</summary>
    /// <returns>The refusal; null when done.</returns>
    public Diagnostic? RefuseToSign(FilingAct act) => State == FilingState.AwaitingSignature
        ? SendBack(FilingAction.SignReject, act)
        : Refusals.WrongState(this, FilingAction.SignReject);

    /// <summary>受理: locks the date.</summary>
    /// <returns>The refusal; null when done.</returns>
    public Diagnostic? Accept(FilingAct act)
    {
        if (State != FilingState.Filed)
            return Refusals.WrongState(this, FilingAction.Accept);
        (AcceptedAt, NewDeadline) = (act.At, null);
        Move(FilingAction.Accept, FilingState.Accepted, act);
        return null;
    }

    /// <summary>退回, with a reason and a deadline.</summary>
    /// <returns>The refusal; null when done.</returns>
    public Diagnostic? Return(FilingAct act)
    {
        if (State != FilingState.Filed)
            return Refusals.WrongState(this, FilingAction.Return);
        if (act.Deadline is null)
            return Refusals.DeadlineMissing();
        NewDeadline = act.Deadline;
        return SendBack(FilingAction.Return, act, FilingState.Returned);
    }

    /// <summary>撤回: back to 填报中, by the institution before certification, by the regulator's leave after it.</summary>
    /// <param name="hasLeave">The regulator approved it.</param>
    /// <param name="act">Who withdraws.</param>
    /// <returns>The refusal; null when done.</returns>
    public Diagnostic? Withdraw(bool hasLeave, FilingAct act)
    {
        var inside = State is FilingState.AwaitingReview or FilingState.AwaitingSignature;
        if (!inside && !(State == FilingState.Filed && hasLeave))
            return Refusals.WrongState(this, FilingAction.Withdraw);
        return SendBack(FilingAction.Withdraw, act);
    }

    /// <summary>重报: an approved application opens the locked date for the tables that it names.</summary>
    /// <param name="tables">Table codes of the scope; empty: all.</param>
    /// <param name="act">The approver, with the deadline.</param>
    /// <returns>The refusal; null when done.</returns>
    public Diagnostic? Reopen(IReadOnlyCollection<string> tables, FilingAct act)
    {
        if (State != FilingState.Accepted)
            return Refusals.WrongState(this, FilingAction.Reopen);
        foreach (var table in _tables)
            table.IsLocked = tables.Count > 0 && !tables.Contains(table.Table);
        (NewDeadline, PreparedBy, ReviewedBy, SignedBy) = (act.Deadline, null, null, null);
        Move(FilingAction.Reopen, FilingState.Preparing, act);
        return null;
    }

    /// <summary>催报 or 缓报: sets the deadline that now holds.</summary>
    public void SetDeadline(FilingAction action, FilingAct act)
    {
        NewDeadline = act.Deadline;
        Move(action, State, act);
    }

    /// <summary>Records a step that changes no state.</summary>
    public void Record(FilingAction action, FilingAct act) => Move(action, State, act);

    // Data that changes takes a failed check back; a return stays one until it is submitted again.
    private FilingState AfterChange => State == FilingState.Returned ? FilingState.Returned : FilingState.Preparing;

    private HashSet<string> Preparers()
    {
        var people = _tables.Where(t => !t.IsLocked).Select(t => t.ChangedBy).Append(PreparedBy).OfType<string>();
        return people.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private Diagnostic? Editable(string code, out FilingTable? table)
    {
        table = Table(code);
        if (table is null && !IsProfiled && IsOpen)
            _tables.Add(table = new FilingTable { FilingId = Id, Table = code });
        if (!IsOpen)
            return State == FilingState.Accepted ? Refusals.Locked(this) : Refusals.WrongState(this, FilingAction.Upload);
        if (table is null || table.State == TableState.NotApplicable)
            return Refusals.TableNotDue(this, code);
        return table.IsLocked ? Refusals.OutOfScope(this, code) : null;
    }

    private void Touch(FilingTable table, FilingAction action, FilingAct act)
    {
        (table.ChangedBy, table.ChangedAt, CheckId) = (act.Actor, act.At, null);
        Move(action, AfterChange, act);
    }

    private Diagnostic? SendBack(FilingAction action, FilingAct act, FilingState to = FilingState.Preparing)
    {
        if (string.IsNullOrWhiteSpace(act.Note))
            return Refusals.ReasonMissing(action);
        (ReturnReason, PreparedBy, ReviewedBy, SignedBy) = (act.Note, null, null, null);
        Move(action, to, act);
        return null;
    }

    private void Move(FilingAction action, FilingState to, FilingAct act)
    {
        var from = State;
        State = to;
        Revision++;
        Note(action, act, from);
    }

    private void Note(FilingAction action, FilingAct act, FilingState from) =>
        _steps.Add(new FilingStep
        {
            Id = Guid.CreateVersion7(act.At),
            FilingId = Id,
            Sequence = Revision,
            Action = action,
            At = act.At,
            Actor = act.Actor,
            From = from,
            To = State,
            Note = act.Note,
            Deadline = act.Deadline,
        });
}

/// <summary>What makes a filing one: return, institution and 数据日期.</summary>
/// <param name="ReturnId">For example <c>onetable</c>.</param>
/// <param name="InstitutionId">机构ID.</param>
/// <param name="AsOf">数据日期.</param>
public sealed record FilingKey(string ReturnId, string InstitutionId, DateOnly AsOf);
