using Huoshui.Operations;
using Huoshui.Portal;
using Huoshui.Registry;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Cli;

/// <summary>The composed platform on a data folder, for commands that read or write state.</summary>
internal sealed class DataStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private DataStore(ServiceProvider services) => _services = services;

    /// <summary>Every service of the platform.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Opens an existing data folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <param name="facts">Where figures are computed; null leaves it to the environment.</param>
    /// <returns>Null after saying that there is none.</returns>
    public static async Task<DataStore?> OpenAsync(
        string folder, CancellationToken cancellationToken, string? facts = null)
    {
        var options = HuoshuiOptions.FromEnvironment(folder, facts);
        if (options.PostgreSql is null && !File.Exists(Path.Combine(options.DataFolder, "operations.db")))
        {
            Say.Wrong($"{folder} 不是数据文件夹；请用 --data 指定，或先运行 huoshui demo / is no data folder; name one with --data, or run huoshui demo first");
            return null;
        }

        return await CreateAsync(options, cancellationToken);
    }

    /// <summary>Opens a data folder; one that is not there yet is made.</summary>
    public static Task<DataStore> CreateAsync(string folder, CancellationToken cancellationToken) =>
        CreateAsync(HuoshuiOptions.FromEnvironment(folder), cancellationToken);

    /// <summary>Opens the store of some options; one that is not there yet is made.</summary>
    public static async Task<DataStore> CreateAsync(HuoshuiOptions options, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        services.AddHuoshui(options);
        var store = new DataStore(services.BuildServiceProvider());
        await store.Get<OperationsDatabase>().PrepareAsync(cancellationToken);
        return store;
    }

    /// <summary>A service of the platform.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>
    /// Who acts. With a name that has an account: that account's rights, no more. With another name, or none (the
    /// name of
    /// the system's user): an operator, who may do everything on the server that he runs. Acting as another is audited.
    /// </summary>
    public async Task<Viewer> ViewerAsync(string? name, CancellationToken cancellationToken)
    {
        var operatorName = Environment.UserName;
        if (name is null)
            return Viewer.Operator(operatorName);
        await using var context = await Get<IDbContextFactory<OperationsContext>>().CreateDbContextAsync(cancellationToken);
        context.Audit(operatorName, "operator.act", $"account/{name}");
        await context.SaveChangesAsync(cancellationToken);
        var normalized = name.ToUpperInvariant();
        var account = await context.Users.AsNoTracking()
            .SingleOrDefaultAsync(a => a.NormalizedUserName == normalized && a.DisabledAt == null, cancellationToken);
        if (account is null)
            return Viewer.Operator(name);
        var roles = await (
            from held in context.UserRoles
            join role in context.Roles on held.RoleId equals role.Id
            where held.UserId == account.Id
            select role.Name!).ToListAsync(cancellationToken);
        return new Viewer(
            account.UserName!, roles.ToHashSet(StringComparer.Ordinal), account.InstitutionId, account.SeesClear);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
