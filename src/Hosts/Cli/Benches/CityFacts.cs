using System.Globalization;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Portal;
using Huoshui.Registry;
using Huoshui.Systems.City;
using Huoshui.Warehouse;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli.Benches;

/// <summary>A generated city whose clean filings stand accepted in a data folder, without checks: the facts that
/// figures read.</summary>
internal sealed class CityFacts : IAsyncDisposable
{
    private const int Seed = 7;
    private readonly ServiceProvider _services;

    private CityFacts(ServiceProvider services, string data)
    {
        _services = services;
        Data = data;
    }

    public string Data { get; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<CityFacts> MakeAsync(decimal scale, string work, CancellationToken cancellationToken)
    {
        var city = Path.Combine(work, "city");
        CityGenerator.Generate(
            new CityOptions(scale, Seed, city, CityFormat.Parquet), PolicyLibrary.FindFolder(), null,
                cancellationToken);
        var data = Path.Combine(work, "data");
        Directory.CreateDirectory(data);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        services.AddHuoshui(HuoshuiOptions.FromEnvironment(data) with { PostgreSql = null });
        var facts = new CityFacts(services.BuildServiceProvider(), data);
        await facts.Get<OperationsDatabase>().PrepareAsync(cancellationToken);
        await using (var institutions = File.OpenRead(Path.Combine(city, "institutions.csv")))
        {
            await facts.Get<InstitutionRegistry>()
                .ImportAsync(institutions, "bench", new DateOnly(2019, 1, 1), cancellationToken);
        }

        foreach (var filings in Directory.GetDirectories(Path.Combine(city, "filings"))
            .SelectMany(Directory.GetDirectories))
        {
            await facts.AcceptAsync(filings, cancellationToken);
        }

        Directory.Delete(city, recursive: true);
        return facts;
    }

    /// <summary>Accepts the standing version of one institution once more, as new files: what a filing made again
    /// leaves behind.</summary>
    public async Task<string> FileAgainAsync(DateOnly asOf, CancellationToken cancellationToken)
    {
        await using var context = await Get<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(cancellationToken);
        var standing = await context.Set<FilingVersion>().Include(v => v.Tables)
            .Where(v => v.ReturnId == "onetable" && v.AsOf == asOf && v.SupersededAt == null)
            .OrderBy(v => v.InstitutionId).Skip(10).FirstAsync(cancellationToken);
        var now = Get<TimeProvider>().Now();
        standing.SupersededAt = now;
        var again = new FilingVersion
        {
            Id = Guid.CreateVersion7(now),
            ReturnId = standing.ReturnId,
            InstitutionId = standing.InstitutionId,
            AsOf =
                asOf,
            Number = standing.Number + 1,
            CertifiedAt = now,
            AcceptedAt = now,
        };
        foreach (var table in standing.Tables)
        {
            var file = await context.Set<FactFile>().AsNoTracking()
                .SingleAsync(f => f.Id == table.FactFileId, cancellationToken);
            file.Id = Guid.CreateVersion7(now);
            context.Add(file);
            again.Tables.Add(new FilingVersionTable
            {
                VersionId = again.Id,
                Table = table.Table,
                State =
                table.State,
                FactFileId = file.Id
            });
        }

        context.Add(again);
        await context.SaveChangesAsync(cancellationToken);
        return again.InstitutionId;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task AcceptAsync(string folder, CancellationToken cancellationToken)
    {
        var definition = Get<PolicyLibrary>().Return(Path.GetFileName(Path.GetDirectoryName(folder))!)!;
        var asOf = DateOnly.ParseExact(Path.GetFileName(folder), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var institutions = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).ToList();
        var files = institutions.SelectMany((path, n) => Directory.GetFiles(path).Order(StringComparer.Ordinal)
            .Select(file => new IncomingFile(file, Path.GetFileName(file), n, 1))).ToList();
        var options = new StagingOptions(Path.Combine(Data, "facts", definition.Id), Path.Combine(Data, "work"));
        var staged = await Get<Stager>().StageAsync(definition, files, options, cancellationToken);
        await using var context = await Get<IDbContextFactory<OperationsContext>>()
            .CreateDbContextAsync(cancellationToken);
        var now = Get<TimeProvider>().Now();
        foreach (var filing in staged.Tables.GroupBy(t => t.Filing))
        {
            var version = new FilingVersion
            {
                Id = Guid.CreateVersion7(now),
                ReturnId = definition.Id,
                InstitutionId =
                    Path.GetFileName(institutions[filing.Key]),
                AsOf = asOf,
                Number = 1,
                CertifiedAt = now,
                AcceptedAt = now,
            };
            foreach (var table in filing)
                version.Tables.Add(Add(context, version, table, now));
            context.Add(version);
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    private FilingVersionTable Add(
        OperationsContext context, FilingVersion version, StagedTable table, DateTimeOffset now)
    {
        var file = new FactFile
        {
            Id = Guid.CreateVersion7(now),
            ReturnId = version.ReturnId,
            InstitutionId = version.InstitutionId,
            AsOf =
                version.AsOf,
            Table = table.Table,
            Path = Path.GetRelativePath(Data, table.ParquetPath),
            Rows = table.Rows,
            Sha256 =
                table.Sha256,
            ReceivedAt = now,
        };
        context.Add(file);
        return new FilingVersionTable
        {
            VersionId = version.Id,
            Table = table.Table,
            State =
            TableState.Uploaded,
            FactFileId = file.Id
        };
    }
}
