using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Fields;
using Huoshui.TransparencyLogVerifier.Merkle;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Proofs;

namespace Huoshui.TransparencyLogVerifier.Packages;

/// <summary>
/// 数据包离线验证 Judges a package with what was pinned and fetched beforehand: no network, no files, no clock of its own.
/// Thread safe; does not throw for any bytes.
/// </summary>
public static class PackageVerifier
{
    /// <summary>How far the clocks of issuer, holder, witness and verifier may lie apart.</summary>
    public static TimeSpan ClockSkew { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Judges a package.</summary>
    /// <param name="package">The bytes of its zip.</param>
    /// <param name="question">Who asks, for what, when.</param>
    public static PackageVerdict Verify(ReadOnlySpan<byte> package, PackageQuestion question)
    {
        var (parts, refusal) = PackageParts.Read(package);
        if (parts is null)
            return new PackageVerdict { Refusals = [refusal!] };
        return new PackageRun(parts, question).Judge();
    }
}

/// <summary>One verification. One use; not thread safe.</summary>
internal sealed class PackageRun(PackageParts parts, PackageQuestion question)
{
    private readonly List<Refusal> _refusals = [];
    private readonly List<Check> _checks = [];
    private PackageVerdict _verdict = new();

    public PackageVerdict Judge()
    {
        if (SignedNote.TryParse(parts[PartNames.Statement]) is not { } note
            || Statement.TryRead(note.Text.Span) is not { } statement)
        {
            return new PackageVerdict { Refusals = [PackageRefusals.BadStatement] };
        }

        _verdict = _verdict with { Statement = statement };
        if (PackageSalts.TryRead(parts[PartNames.Salts]!) is not { } salts)
            _refusals.Add(PackageRefusals.BadSalts);
        else if (question.Trust.Issuers.FirstOrDefault(i => i.Name == statement.Issuer) is not { } issuer)
            _refusals.Add(PackageRefusals.UnknownIssuer(statement.Issuer));
        else
            Judge(note, statement, salts, issuer);
        return _verdict with { Refusals = _refusals, Checks = _checks };
    }

    private void Judge(SignedNote note, Statement statement, PackageSalts salts, TrustedIssuer issuer)
    {
        var check = new IssuerCheck(question.Trust, issuer, question.Now, question.Memory);
        _verdict = _verdict with { Issuer = issuer };
        var (file, proof) = (parts[PartNames.Manifest], parts[PartNames.ManifestProof]);
        var carried = file is null && proof is null ? null : Fetched(file, proof) ?? new LoggedNote(file, proof);
        var choice = check.Manifest(question.Manifests, carried);
        Refuse(choice.Refusal);
        _verdict = _verdict with
        {
            Manifest = choice.Manifest?.Keys,
            FetchedManifests = [.. choice.Fetched.Take(2).Select(one => one.Note)],
        };
        if (choice.Manifest is not { } manifest)
            return;
        JudgeSignature(check, note, statement, salts, manifest);
        JudgeTime(statement);
        JudgeDocument(statement, salts);
        JudgeConsent(statement, salts);
        JudgeFields(statement, salts, manifest.Keys);
        JudgeHolder(statement);
        JudgeStatus(check, statement, manifest);
    }

    // What was fetched and comes with the package again is known by its object, without hashing it.
    private LoggedNote? Fetched(ReadOnlyMemory<byte> note, ReadOnlyMemory<byte> proof) => question.Manifests
        .FirstOrDefault(m => m.Note.Span.SequenceEqual(note.Span) && m.Proof.Span.SequenceEqual(proof.Span));

    private void JudgeSignature(
        IssuerCheck check, SignedNote note, Statement statement, PackageSalts salts, ManifestInLog manifest)
    {
        if (IssuerCheck.Named(note, manifest.Keys) is not { } named)
        {
            Refuse(PackageRefusals.NotSigned("Ed25519"));
            return;
        }

        var entry = statement.Entry(parts[PartNames.Statement], salts.Statement.Span, named.Id);
        var (log, unknown) = check.InLog(parts[PartNames.Proof], entry);
        Refuse(unknown);
        if (log is null)
            return;
        _refusals.AddRange(log.Refusals);
        var (keys, refusal) = check.Signed(note, manifest, statement.IssuedAt, log);
        Refuse(refusal);
        if (log.IsAccepted && check.SeenAt(log) < statement.IssuedAt - PackageVerifier.ClockSkew)
            Refuse(PackageRefusals.LoggedBeforeIssued);
        _verdict = _verdict with { IssuerKeys = keys, Log = log };
        if (keys.Count > 0)
            Proved("issuer", $"由 {_verdict.Issuer!.TitleZh} 签发", $"signed by {_verdict.Issuer.TitleEn}");
        if (log.IsAccepted)
        {
            var head = log.Checkpoint!.Checkpoint!;
            Proved("log", $"在日志 {head.Origin} 中，{log.Checkpoint.Witnesses.Count} 个见证人",
                $"in the log {head.Origin}, seen by {log.Checkpoint.Witnesses.Count} witnesses");
        }
    }

    private void JudgeTime(Statement statement)
    {
        var purpose = question.Purpose;
        var until = PackageRefusals.Hkt(statement.ExpiresAt);
        if (statement.ExpiresAt <= question.Now)
            Refuse(PackageRefusals.Expired(statement.ExpiresAt));
        else if (statement.IssuedAt > question.Now + PackageVerifier.ClockSkew)
            Refuse(PackageRefusals.NotYet(statement.IssuedAt));
        else
            Proved("time", $"有效至 {until}", $"valid until {until}");
        if (!statement.Purposes.Contains(purpose))
            Refuse(PackageRefusals.WrongPurpose(purpose));
        else
            Proved("purpose", $"当事人同意用于 {purpose}", $"the subject consented to {purpose}");
    }

    private void JudgeDocument(Statement statement, PackageSalts salts)
    {
        if (parts[PartNames.Document] is not { } document || salts.Document is not { } salt)
        {
            NotProved("document", "文件没有出示", "the document is withheld");
            return;
        }

        var (bytes, problem) = DocumentForms.Read(statement.Form, document);
        Refuse(problem);
        if (bytes is not { } content)
            return;
        if (Commitment.Of(CommitmentTags.Document, salt.Span, content.Span) != statement.Document)
        {
            Refuse(PackageRefusals.OtherDocument);
            return;
        }

        var marks = statement.Form == DocumentForm.Bytes ? [] : LookAlikes.Find(Encoding.UTF8.GetString(document));
        _verdict = _verdict with { IsDocumentProved = true, LookAlikes = marks };
        Proved("document", "整份文件与发行时相同", "the whole document is as it was issued");
    }

    private void JudgeConsent(Statement statement, PackageSalts salts)
    {
        if (parts[PartNames.Consent] is not { } consent || salts.Consent is not { } salt)
            NotProved("consent", "同意记录没有出示", "the record of consent is withheld");
        else if (Commitment.Of(CommitmentTags.Consent, salt.Span, consent) != statement.Consent)
            Refuse(PackageRefusals.OtherConsent);
        else
            Proved("consent", "同意记录与发行时相同", "the record of consent is as it was at issue");
    }

    private void JudgeFields(Statement statement, PackageSalts salts, KeyManifest manifest)
    {
        var (jwt, tree) = (parts[PartNames.SdJwt], parts[PartNames.FieldTree]);
        var kind = statement.Fields?.Kind ?? FieldsKind.None;
        if ((jwt is not null && kind != FieldsKind.SdJwt) || (tree is not null && kind != FieldsKind.Tree))
            Refuse(PackageRefusals.BadFields);
        else if (jwt is not null && salts.Fields is { } salt)
            JudgeSdJwt(Encoding.UTF8.GetString(jwt), statement.Fields!, salt, manifest);
        else if (tree is not null)
            JudgeTree(tree, statement.Fields!);
        else
            NotProved("fields", "没有出示字段", "no field is shown");
    }

    private void JudgeSdJwt(string file, FieldsStatement fields, ReadOnlyMemory<byte> salt, KeyManifest manifest)
    {
        var verdict = SdJwt.Verify(file, [.. manifest.Keys.Select(k => k.Key)]);
        Refuse(verdict.Refusal);
        if (verdict.Claims is not { } claims)
            return;
        if (Commitment.Of(CommitmentTags.Fields, salt.Span, Encoding.ASCII.GetBytes(verdict.Jwt!)) != fields.Commitment)
            Refuse(PackageRefusals.BadFields);
        else
            Show(claims.Select(c => (c.Key, Text(c.Value))));
    }

    private void JudgeTree(byte[] file, FieldsStatement fields)
    {
        var read = FieldFile.TryRead(file);
        var (places, names) = (new HashSet<int>(), new HashSet<string>(StringComparer.Ordinal));
        if (read is null || !read.All(f => places.Add(f.Index) && names.Add(f.Name)
            && FieldTree.Holds(f, fields.Commitment, fields.Size)))
        {
            Refuse(PackageRefusals.BadFields);
        }
        else
        {
            Show(read.Select(f => (f.Name, f.Value)));
        }
    }

    private void Show(IEnumerable<(string Name, string Value)> fields)
    {
        _verdict = _verdict with
        {
            Fields = [.. fields.Select(f => new ShownField(f.Name, f.Value, LookAlikes.Find(f.Value)))],
        };
        Proved("fields", $"{_verdict.Fields.Count} 个字段", $"{_verdict.Fields.Count} fields");
    }

    private void JudgeHolder(Statement statement)
    {
        if (parts[PartNames.Presentation] is not { } file)
        {
            if (statement.IsHolderRequired)
                Refuse(PackageRefusals.BearerOnly);
            NotProved("holder", "仅由携带人出示，没有证明是持有人", "shown by its bearer only: not proved to be the holder");
            return;
        }

        if (statement.Holder is not { } holder || SignedNote.TryParse(file) is not { } note
            || Presentation.TryRead(note.Text.Span) is not { } presentation
            || note.Signatures.Count != 1
            || SignedText.Signers(note, [holder]) is not { Broken: null, Signed.Count: 1 })
        {
            Refuse(PackageRefusals.BadPresentation);
            return;
        }

        _verdict = _verdict with { Presentation = presentation };
        var wrong = PresentationRefusals(presentation).ToList();
        _refusals.AddRange(wrong);
        if (wrong.Count > 0)
            return;
        _verdict = _verdict with { IsHolderProved = true };
        Proved("holder", "持有人用其密钥出示给验证方", "the holder presented it to who verifies with his key");
    }

    private IEnumerable<Refusal> PresentationRefusals(Presentation presentation)
    {
        var shown = parts.With(PartNames.Presentation, null).ToArray();
        if (TreeHash.Sha256.Of(shown) != presentation.PackageSha256
            || TreeHash.Sm3.Of(shown) != presentation.PackageSm3)
        {
            yield return PackageRefusals.OtherPackage;
        }

        if (question.Audience is null || question.Nonce is null)
            yield return PackageRefusals.NoQuestion;
        if (question.Audience is not null && presentation.Audience != question.Audience)
            yield return PackageRefusals.OtherAudience(presentation.Audience);
        if (question.Nonce is not null && presentation.Nonce != question.Nonce)
            yield return PackageRefusals.OldNonce;
        if (presentation.Purpose != question.Purpose)
            yield return PackageRefusals.OtherPurpose(presentation.Purpose);
        if (presentation.ExpiresAt <= question.Now)
            yield return PackageRefusals.PresentationExpired(presentation.ExpiresAt);
        if (presentation.PresentedAt > question.Now + PackageVerifier.ClockSkew)
            yield return PackageRefusals.NotYet(presentation.PresentedAt);
    }

    private void JudgeStatus(IssuerCheck check, Statement statement, ManifestInLog manifest)
    {
        var lists = question.StatusLists
            .Select(logged => (Note: logged, List: ReadStatus(check, logged, statement, manifest)!))
            .Where(pair => pair.List is not null).ToList();
        if (lists.Count == 0)
        {
            if (!question.IsStatusOptional)
                Refuse(PackageRefusals.NoStatus);
            NotProved("status", "没有查是否已撤销", "revocation was not looked at");
            return;
        }

        var (_, newest) = lists.MaxBy(pair => pair.List.Sequence);
        var age = question.Now - newest.IssuedAt;
        var deciding = lists.Where(pair => pair.List == newest || pair.List.IsRevoked(statement.StatusIndex))
            .OrderByDescending(pair => pair.List == newest).ThenBy(pair => pair.List.Sequence)
            .Take(PackageVerdict.MostStatusNotes).ToList(); // one that revokes is as good as many
        var isRevoked = deciding.Exists(pair => pair.List.IsRevoked(statement.StatusIndex));
        var isOld = newest.ValidUntil <= question.Now || age > TimeSpan.FromHours(question.Trust.StatusHours);
        Refuse(isRevoked ? PackageRefusals.Revoked : null);
        Refuse(isOld ? PackageRefusals.OldStatus(newest.IssuedAt) : null);
        _verdict = _verdict with { StatusAt = newest.IssuedAt, StatusNotes = [.. deciding.Select(pair => pair.Note)] };
        if (!isRevoked && !isOld)
        {
            var at = PackageRefusals.Hkt(newest.IssuedAt);
            Proved("status", $"没有撤销（{at} 的状态清单）", $"not revoked by the status list of {at}");
        }
    }

    private StatusList? ReadStatus(
        IssuerCheck check, LoggedNote logged, Statement statement, ManifestInLog manifest)
    {
        var judged = check.Once(
            $"list {statement.Issuer} {TreeHash.Sha256.Of(manifest.Text.Span)}", logged,
            () => JudgeList(check, logged, manifest));
        if (judged is null)
            return null;
        var (list, signers, log) = judged.Value;
        return list.Issuer == statement.Issuer && list.Number == statement.StatusList
            && list.IssuedAt <= question.Now + PackageVerifier.ClockSkew
            && check.Signed(signers, manifest, list.IssuedAt, log).Refusal is null ? list : null;
    }

    // What does not depend on the time of verification: list, signatures and place in the log.
    private static (StatusList List, (IReadOnlyList<VerifierKey>, VerifierKey?) Signers, ProofVerdict Log)? JudgeList(
        IssuerCheck check, LoggedNote logged, ManifestInLog manifest)
    {
        if (SignedNote.TryParse(logged.Note.Span) is not { } note || StatusList.TryRead(note.Text.Span) is not { } list
            || IssuerCheck.Named(note, manifest.Keys) is not { } named)
        {
            return null;
        }

        return check.InLog(logged.Proof, list.Entry(logged.Note.Span, named.Id)).Verdict is { IsAccepted: true } log
            ? (list, IssuerCheck.Signers(note, manifest), log) : null;
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "null",
        _ when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => Encoding.UTF8.GetString(CanonicalJson.Write(value)),
    };

    private void Refuse(Refusal? refusal)
    {
        if (refusal is not null)
            _refusals.Add(refusal);
    }

    private void Proved(string id, string zh, string en) => _checks.Add(new Check(id, CheckState.Proved, zh, en));

    private void NotProved(string id, string zh, string en) => _checks.Add(new Check(id, CheckState.NotProved, zh, en));
}
