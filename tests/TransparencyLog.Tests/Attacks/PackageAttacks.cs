using System.Text;
using CsCheck;
using Huoshui.TransparencyLog.Issuing;
using Huoshui.TransparencyLog.Keys;
using Huoshui.TransparencyLog.Tests.Packages;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Attacks;

public sealed class PackageAttacks
{
    private static readonly string[] Inner =
    [
        PartNames.Statement, PartNames.Proof, PartNames.Salts, PartNames.Consent, PartNames.Document,
        PartNames.FieldTree, PartNames.Manifest, PartNames.ManifestProof, PartNames.Presentation,
    ];

    [Fact]
    public async Task A_flipped_bit_in_any_byte_of_a_package_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var package = world.Present(await world.IssueAsync()).ToArray();
        Assert.True(PackageVerifier.Verify(package, world.Question).IsAccepted);
        for (var at = 0; at < package.Length; at++)
        {
            package[at] ^= (byte)(1 << (at % 8));
            Assert.False(PackageVerifier.Verify(package, world.Question).IsAccepted, $"byte {at}");
            package[at] ^= (byte)(1 << (at % 8));
        }
    }

    [Fact]
    public async Task A_flipped_bit_in_a_file_is_refused_though_the_zip_is_made_anew_around_it()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync(); // a bearer's package: no presentation covers the rest
        foreach (var name in Inner.Where(n => parts[n] is not null))
        {
            var content = parts[name]!;
            for (var at = 0; at < content.Length; at += at < 128 ? 1 : 7)
            {
                byte[] flipped = [.. content];
                flipped[at] ^= (byte)(1 << (at % 8));
                Assert.False(world.Verify(parts.With(name, flipped)).IsAccepted, $"{name}, byte {at}");
            }
        }
    }

    [Fact]
    public async Task A_package_cut_off_at_any_length_or_with_bytes_behind_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var package = (await world.IssueAsync()).ToArray();
        for (var length = 0; length < package.Length; length += 7)
            Assert.False(PackageVerifier.Verify(package.AsSpan(0, length), world.Question).IsAccepted);
        Assert.False(PackageVerifier.Verify([.. package, 0], world.Question).IsAccepted);
        Assert.False(PackageVerifier.Verify([0, .. package], world.Question).IsAccepted);
    }

    [Fact]
    public async Task Random_bytes_are_refused_and_never_throw()
    {
        var world = await PackageWorld.SharedAsync();
        var package = (await world.IssueAsync()).ToArray();
        Gen.Select(Gen.Int[0, package.Length - 1], Gen.Byte.Array[0, 40]).Sample(
            (at, bytes) =>
            {
                byte[] changed = [.. package[..at], .. bytes, .. package[Math.Min(package.Length, at + bytes.Length)..]];
                return changed.AsSpan().SequenceEqual(package) || !PackageVerifier.Verify(changed, world.Question).IsAccepted;
            },
            iter: 500);
    }

    [Fact]
    public async Task A_package_that_was_repacked_or_holds_a_second_file_of_a_name_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync();
        var files = StrictZip.Read(parts.ToArray())!.ToList();
        Refused("XBD1002", StrictZip.Write([.. files, ("extra.txt", [1])]));
        Refused("XBD1001", StrictZip.Write([.. files, files[0]]));
        Refused("XBD1001", StrictZip.Write([.. files.AsEnumerable().Reverse()]));
        Refused("XBD1002", StrictZip.Write([.. files.Where(f => f.Name != PartNames.Proof)]));
        Refused("XBD1002", StrictZip.Write([.. files, ("../../etc/passwd", [1])]));
        Refused("XBD1001", "PK"u8.ToArray());

        void Refused(string code, byte[] zip) =>
            Assert.Equal(code, PackageVerifier.Verify(zip, world.Question).Refusals.Single().Code);
    }

    [Fact]
    public async Task A_presentation_replayed_to_another_audience_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = world.Present(await world.IssueAsync());
        Assert.Equal(["XBD1032"], Codes(world.Verify(parts, world.Question with { Audience = "bank.example.hk/other" })));
    }

    [Fact]
    public async Task A_presentation_with_an_old_nonce_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = world.Present(await world.IssueAsync());
        Assert.Equal(["XBD1033"], Codes(world.Verify(parts, world.Question with { Nonce = "n-new" })));
        Assert.Equal(["XBD1037"], Codes(world.Verify(parts, world.Question with { Nonce = null })));
    }

    [Fact]
    public async Task A_presentation_of_another_package_or_by_another_key_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var (one, other) = (await world.IssueAsync(), await world.IssueAsync());
        var moved = other.With(PartNames.Presentation, world.Present(one)[PartNames.Presentation]);
        Assert.Equal(["XBD1031"], Codes(world.Verify(moved)));
        Assert.Equal(["XBD1030"], Codes(world.Verify(world.Present(one, key: HolderKeys.Generate()))));
        var more = world.Present(one);
        Assert.Equal(["XBD1031"], Codes(world.Verify(more.With(PartNames.Consent, null))));
        var nobodys = await world.IssueAsync(world.Draft with { Holder = null });
        Assert.Equal(["XBD1030"], Codes(world.Verify(world.Present(nobodys))));
    }

    [Fact]
    public async Task What_is_expired_or_not_yet_issued_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync(world.Draft with { ExpiresAt = PackageWorld.Day.AddMinutes(30) });
        Assert.Equal(["XBD1020"], Codes(world.Verify(parts)));
        var presented = world.Present(await world.IssueAsync(), until: PackageWorld.Day.AddMinutes(55));
        Assert.Equal(["XBD1034"], Codes(world.Verify(presented)));
        var ahead = await world.IssueAsync(world.Draft with { IssuedAt = PackageWorld.Day.AddHours(3) });
        Assert.Equal(["XBD1016", "XBD1021"], Codes(world.Verify(ahead)));
    }

    [Fact]
    public async Task What_is_revoked_is_refused_and_its_neighbours_are_not()
    {
        await using var world = await PackageWorld.CreateAsync();
        var parts = await world.IssueAsync();
        var neighbour = await world.IssueAsync(world.Draft with { StatusIndex = 4712 });
        var list = await world.StatusAsync(2, PackageWorld.Day.AddMinutes(30), null, 4711);
        var question = world.Question with { StatusLists = [world.Status, list] };
        Assert.Equal(["XBD1023"], Codes(world.Verify(parts, question)));
        Assert.True(world.Verify(neighbour, question).IsAccepted);
        Assert.True(world.Verify(parts).IsAccepted); // who holds an old list only; its freshness bounds how long
    }

    [Fact]
    public async Task A_status_list_that_is_stale_missing_or_forged_does_not_serve()
    {
        await using var world = await PackageWorld.CreateAsync();
        var parts = await world.IssueAsync();
        Assert.Equal(["XBD1025"], Codes(world.Verify(parts, world.Question with { Now = PackageWorld.Day.AddHours(25) })));
        Assert.Equal(["XBD1024"], Codes(world.Verify(parts, world.Question with { StatusLists = [] })));
        Assert.True(world.Verify(parts, world.Question with { StatusLists = [], IsStatusOptional = true }).IsAccepted);
        var forged = await world.StatusAsync(2, PackageWorld.Day.AddMinutes(30), StatementKeys.Generate(PackageWorld.Issuer));
        var unlogged = world.Status with { Proof = forged.Proof };
        foreach (var wrong in new[] { forged, unlogged })
            Assert.Equal(["XBD1024"], Codes(world.Verify(parts, world.Question with { StatusLists = [wrong] })));
    }

    [Fact]
    public async Task A_purpose_that_was_not_consented_to_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync();
        Assert.Equal(["XBD1022"], Codes(world.Verify(parts, world.Question with { Purpose = "marketing" })));
        var presented = world.Present(parts, purpose: "account");
        Assert.Equal(["XBD1035"], Codes(world.Verify(presented)));
        Assert.True(world.Verify(presented, world.Question with { Purpose = "account" }).IsAccepted);
    }

    [Fact]
    public async Task A_forked_log_is_refused_where_a_quorum_of_witnesses_is_asked_for()
    {
        var world = await PackageWorld.SharedAsync();
        await using var fork = await PackageWorld.CreateAsync(); // the same origin and keys, another history and other witnesses
        var (signed, _) = SignedPackage.Sign(world.Draft, world.Keys);
        var parts = signed!.Complete(await fork.ProofAsync(signed.Entry), world.Manifest);
        Assert.Equal(["LOG1007"], Codes(world.Verify(parts)));
        Assert.True(world.Verify(parts, world.Question with { Trust = world.Trust with { Quorum = 0 } }).IsAccepted);
    }

    [Theory]
    [InlineData("2026-11-30T02:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("2026-11-30T02:00:00Z", "1969-12-31T23:59:59Z")]
    [InlineData("2026-12-30T02:00:00Z", "9999-12-31T23:59:59Z")]
    [InlineData("\"index\":4711", "\"index\":-1")]
    [InlineData("\"index\":4711", "\"index\":99999999999")]
    [InlineData("\"scenario_code\":3", "\"scenario_code\":70000")]
    [InlineData("\"size\":8", "\"size\":0")]
    public async Task A_statement_with_numbers_beyond_their_bounds_is_refused_and_never_throws(string from, string to)
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync();
        var text = Encoding.UTF8.GetString(parts[PartNames.Statement]!);
        Assert.Contains(from, text, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
        Assert.False(world.Verify(parts.With(PartNames.Statement, changed)).IsAccepted);
    }

    [Fact]
    public async Task A_proof_of_another_entry_does_not_serve()
    {
        var world = await PackageWorld.SharedAsync();
        var (one, other) = (await world.IssueAsync(), await world.IssueAsync());
        Assert.Equal(["LOG1012"], Codes(world.Verify(one.With(PartNames.Proof, other[PartNames.Proof]))));
    }

    [Fact]
    public async Task Signatures_under_swapped_algorithms_are_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync();
        var note = SignedNote.TryParse(parts[PartNames.Statement])!;
        var (first, second) = (note.Signatures[0], note.Signatures[1]);
        NoteSignature[][] wrong =
        [
            [first with { Signature = second.Signature }, second], [first, second with { Signature = first.Signature }],
            [first], [second], [first, first],
        ];
        foreach (var lines in wrong)
        {
            var changed = SignedNote.Of(note.Text.Span, lines).ToArray();
            Assert.False(world.Verify(parts.With(PartNames.Statement, changed)).IsAccepted);
            var any = world.Question with { Trust = world.Trust with { IsAnySignatureEnough = true } };
            Assert.False(world.Verify(parts.With(PartNames.Statement, changed), any).IsAccepted);
        }
    }

    [Fact]
    public async Task An_issuer_who_is_not_trusted_or_signs_for_another_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        Assert.Equal(["XBD1005"], Codes(world.Verify(await world.IssueAsync(world.Draft, StatementKeys.Generate("issuer.example.cn/x")))));
        Assert.Equal(["XBD1011"], Codes(world.Verify(await world.IssueAsync(world.Draft, StatementKeys.Generate(PackageWorld.Issuer)))));
    }

    [Fact]
    public async Task A_key_manifest_that_root_keys_did_not_sign_or_that_is_not_logged_does_not_serve()
    {
        await using var world = await PackageWorld.CreateAsync();
        var parts = await world.IssueAsync();
        var forged = await world.ManifestAsync(9, signer: StatementKeys.Generate(PackageWorld.Issuer));
        Assert.True(world.Verify(parts, world.Question with { Manifests = [forged, world.Manifest] }).IsAccepted); // it is passed over
        var bare = parts.With(PartNames.Manifest, null).With(PartNames.ManifestProof, null);
        Assert.Equal(["XBD1006"], Codes(world.Verify(bare, world.Question with { Manifests = [forged] })));
        var unlogged = world.Manifest with { Proof = forged.Proof };
        Assert.Equal(["XBD1006"], Codes(world.Verify(bare, world.Question with { Manifests = [unlogged] })));
        Assert.True(world.Verify(bare, world.Question with { Manifests = [world.Manifest] }).IsAccepted);
    }

    [Fact]
    public async Task Two_manifests_of_one_number_and_a_stale_one_are_refused()
    {
        await using var world = await PackageWorld.CreateAsync();
        var parts = await world.IssueAsync();
        var second = await world.ManifestAsync(1, compromisedAt: PackageWorld.Day.AddDays(3));
        Assert.Equal(["XBD1008"], Codes(world.Verify(parts, world.Question with { Manifests = [second] })));
        var late = world.Question with { Now = PackageWorld.Day.AddDays(60), IsStatusOptional = true, StatusLists = [] };
        Assert.Contains("XBD1007", Codes(world.Verify(parts, late)));
    }

    [Fact]
    public async Task A_stolen_key_signs_nothing_more_and_what_witnesses_saw_before_stays_good()
    {
        await using var world = await PackageWorld.CreateAsync();
        var before = await world.IssueAsync();
        var manifest = await world.ManifestAsync(2, compromisedAt: PackageWorld.Day.AddMinutes(20));
        var (signed, _) = SignedPackage.Sign(world.Draft, world.Keys); // backdated to before the theft
        var after = signed!.Complete(await world.ProofAsync(signed.Entry, PackageWorld.Day.AddMinutes(40)), manifest);
        var question = world.Question with { Manifests = [manifest] };
        Assert.True(world.Verify(before, question).IsAccepted);
        Assert.Equal(["XBD1013"], Codes(world.Verify(after, question)));
    }

    [Fact]
    public async Task A_key_signs_only_within_its_time_and_a_new_one_takes_over()
    {
        await using var world = await PackageWorld.CreateAsync();
        var next = StatementKeys.Generate(PackageWorld.Issuer);
        var manifest = await world.ManifestAsync(2, more:
        [
            new IssuerKey(next.Ed25519, PackageWorld.Day.AddMinutes(30), PackageWorld.Day.AddDays(90), null),
            new IssuerKey(next.Sm2, PackageWorld.Day.AddMinutes(30), PackageWorld.Day.AddDays(90), null),
        ]);
        var question = world.Question with { Manifests = [manifest], Now = PackageWorld.Day.AddHours(1) };
        var early = await world.IssueAsync(world.Draft, next);
        Assert.Equal(["XBD1012"], Codes(world.Verify(early, question)));
        var (signed, _) = SignedPackage.Sign(world.Draft with { IssuedAt = PackageWorld.Day.AddMinutes(40) }, next);
        var parts = signed!.Complete(await world.ProofAsync(signed.Entry, PackageWorld.Day.AddMinutes(41)), world.Manifest);
        Assert.True(world.Verify(parts, question).IsAccepted);
        Assert.True(world.Verify(await world.IssueAsync(), question).IsAccepted);
    }

    [Fact]
    public async Task A_field_that_is_moved_renamed_or_stands_twice_is_refused()
    {
        var world = await PackageWorld.SharedAsync();
        var parts = await world.IssueAsync();
        var file = Encoding.UTF8.GetString(parts[PartNames.FieldTree]!);
        var fields = Huoshui.TransparencyLogVerifier.Fields.FieldFile.TryRead(parts[PartNames.FieldTree]!)!;
        byte[][] wrong =
        [
            Encoding.UTF8.GetBytes(file.Replace("1234.56", "9234.56", StringComparison.Ordinal)),
            Encoding.UTF8.GetBytes(file.Replace("balance", "balanse", StringComparison.Ordinal)),
            Write(fields[0], fields[0]), Write(fields[0] with { Index = fields[1].Index }),
            Write(fields[0] with { Sm3 = fields[1].Sm3 }), Write(fields[0] with { Sha256 = [.. fields[0].Sha256.Skip(1)] }),
        ];
        foreach (var one in wrong)
            Assert.Equal(["XBD1051"], Codes(world.Verify(parts.With(PartNames.FieldTree, one))));
        var other = await world.IssueAsync();
        Assert.Equal(["XBD1051"], Codes(world.Verify(parts.With(PartNames.FieldTree, other[PartNames.FieldTree]))));

        byte[] Write(params Huoshui.TransparencyLogVerifier.Fields.ProvedField[] some) =>
            Huoshui.TransparencyLogVerifier.Fields.FieldFile.Write(some);
    }

    [Fact]
    public async Task The_same_file_twice_gives_entries_that_cannot_be_linked()
    {
        var world = await PackageWorld.SharedAsync();
        var (one, _) = SignedPackage.Sign(world.Draft, world.Keys);
        var (other, _) = SignedPackage.Sign(world.Draft with { StatusIndex = 90_001 }, world.Keys);
        Assert.NotEqual(one!.Entry.Commitment.Sha256, other!.Entry.Commitment.Sha256);
        Assert.NotEqual(one.Entry.Commitment.Sm3, other.Entry.Commitment.Sm3);
        Assert.NotEqual(one.Statement.Document, other.Statement.Document);
        Assert.NotEqual(one.Statement.Fields!.Commitment, other.Statement.Fields!.Commitment);
        Assert.Equal(LogEntry.Length, one.Entry.ToArray().Length);
    }

    [Fact]
    public async Task Planted_personal_data_is_in_no_file_of_log_and_witnesses()
    {
        await using var world = await PackageWorld.CreateAsync();
        var parts = await world.IssueAsync();
        var stored = world.AllOfTheLog();
        var salts = PackageSalts.TryRead(parts[PartNames.Salts]!)!;
        byte[][] planted =
        [
            "李明"u8.ToArray(), "4403"u8.ToArray(), "1234.56"u8.ToArray(), "1,234.56"u8.ToArray(),
            salts.Statement.ToArray(), salts.Document!.Value.ToArray(), salts.Consent!.Value.ToArray(),
            world.Holder.Public.ToString().Split('+')[2].Select(c => (byte)c).ToArray(),
        ];
        foreach (var one in planted)
        {
            Assert.True(stored.AsSpan().IndexOf(one) < 0);
            Assert.True(stored.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(one))) < 0);
        }
    }

    [Fact]
    public void An_entry_of_any_other_form_is_no_entry()
    {
        var entry = new LogEntry(EntryKind.Statement, 3, default, 7, 8, 9, 10);
        var bytes = entry.ToArray();
        Assert.Equal(entry, LogEntry.TryRead(bytes));
        Assert.Null(LogEntry.TryRead([.. bytes, 0]));
        Assert.Null(LogEntry.TryRead(bytes.AsSpan(1)));
        foreach (var at in new[] { 0, 3, 4, 5, 88, 95 })
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 0x40;
            Assert.Null(LogEntry.TryRead(changed));
        }
    }

    private static string[] Codes(PackageVerdict verdict) => [.. verdict.Refusals.Select(r => r.Code)];
}
