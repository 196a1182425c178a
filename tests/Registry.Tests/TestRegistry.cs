using System.Text;
using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Huoshui.Registry.Tests;

/// <summary>A registry on a SQLite file of its own.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestRegistry(string folder, TimeProvider time)
    {
        var services = new ServiceCollection().AddSingleton(time)
            .AddOperations(new OperationsOptions { DataFolder = folder }).AddRegistry();
        services.AddAccounts();
        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public InstitutionRegistry Institutions => _services.GetRequiredService<InstitutionRegistry>();

    public DistrictRegistry Districts => _services.GetRequiredService<DistrictRegistry>();

    public ApiTokenDesk Tokens => _services.GetRequiredService<ApiTokenDesk>();

    public static async Task<TestRegistry> OpenAsync(TimeProvider? time = null)
    {
        var registry = new TestRegistry(
            Directory.CreateTempSubdirectory("huoshui-registry-").FullName, time ?? TimeProvider.System);
        await registry._services.GetRequiredService<OperationsDatabase>().PrepareAsync(Token);
        return registry;
    }

    /// <summary>A registry with two banks and an insurer.</summary>
    public static async Task<TestRegistry> FilledAsync()
    {
        var registry = await OpenAsync();
        await registry.ImportAsync(
            """
            Id,NameZh,NameEn,Kind,ParentId,IsLocalLegalPerson,Capital,ActiveFrom,ActiveTo
            B0001,甲银行,Bank A,03,,true,mainland,2010-01-01,
            B0002,乙银行深圳分行,Bank B Shenzhen,02,,false,mainland,2012-01-01,
            I0001,丙保险,Insurer C,20,,true,mainland,2015-01-01,2024-12-31
            """);
        return registry;
    }

    public Task<ImportReport> ImportAsync(string csv, DateOnly? effective = null) => Institutions.ImportAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(csv)), "tester", effective ?? new DateOnly(2025, 1, 1), Token);

    public AsyncServiceScope Scope() => _services.CreateAsyncScope();

    public OperationsContext Context() =>
        _services.GetRequiredService<IDbContextFactory<OperationsContext>>().CreateDbContext();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
