using Huoshui.TransparencyLog.Storage;
using Xunit;

namespace Huoshui.TransparencyLog.Tests.Storage;

public sealed class PublishTests
{
    [Fact]
    public void Many_threads_publish_into_a_folder_that_none_of_them_made()
    {
        var root = Directory.CreateTempSubdirectory("huoshui-publish-").FullName;
        try
        {
            for (var round = 0; round < 300; round++)
            {
                var folder = Path.Combine(root, $"r{round}", "tile");
                Parallel.For(0, 8, n => DurableFile.Publish(Path.Combine(folder, $"{n:D3}"), [1, 2, 3]));
                Assert.Equal(8, Directory.GetFiles(folder).Length);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
