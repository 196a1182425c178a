namespace Huoshui.Operations;

/// <summary>Where the operations store lies and how its work is leased.</summary>
public sealed record OperationsOptions
{
    /// <summary>The data folder (<c>--data DIR</c>); SQLite's file is <c>operations.db</c> in it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>An Npgsql connection string; null means the embedded SQLite.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>
    /// True: the schema comes from the migrations of Hosts/Migrations.* (every host). False: it is created from the
    /// model
    /// at hand, for tests that hold only some parts.
    /// </summary>
    public bool UseMigrations { get; init; }

    /// <summary>How long a job or lease stays its owner's without a renewal.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an idle worker looks for work.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Jobs that one worker process runs at once, all kinds together.</summary>
    public int WorkerConcurrency { get; init; } = 2;

    /// <summary>A PKCS#12 file whose certificate encrypts the data-protection keys; null leaves them in clear in the
    /// store.</summary>
    public string? KeyCertificatePath { get; init; }

    /// <summary>A file whose first line is the password of <see cref="KeyCertificatePath"/>; null means none.</summary>
    public string? KeyCertificatePasswordFile { get; init; }

    /// <summary>The embedded database's file.</summary>
    public string SqlitePath => Path.Combine(DataFolder, "operations.db");
}
