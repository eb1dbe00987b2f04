using System.Text;
using Tenon.Storage.Contract;
using Tenon.Storage.Local;

namespace Tenon.Storage.Tests;

/// <summary>The store of local files under the contract.</summary>
public sealed class LocalStore : IObjectStoreUnderTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenon-store-").FullName;

    public LocalStore() => Local = new LocalFileStore(_folder);

    public LocalFileStore Local { get; }

    public IObjectStore Store => Local;

    public ObjectKey? Fill()
    {
        if (!File.Exists("/dev/full"))
        {
            return null;
        }

        var key = ObjectKey.Parse("full");
        File.CreateSymbolicLink(Local.PathOf(key), "/dev/full");
        return key;
    }

    public void Remove() => Directory.Delete(_folder, recursive: true);
}

public sealed class LocalObjectTests : ObjectContract<LocalStore>;

public sealed class LocalFolderTests : FolderContract<LocalStore>;

/// <summary>What is the local store's own.</summary>
public sealed class LocalFileStoreTests : IDisposable
{
    private readonly LocalStore _underTest = new();

    public void Dispose() => _underTest.Remove();

    [Fact]
    public async Task A_file_on_the_same_disk_is_taken_in_by_a_rename()
    {
        string local = Path.Join(_underTest.Local.RootPath, "outside");
        await File.WriteAllTextAsync(local, "content");
        await _underTest.Local.ImportAsync(local, ObjectKey.Parse("tmp/x"), ObjectKey.Parse("a/x"), default);
        Assert.False(File.Exists(local));
        Assert.Equal("content", await File.ReadAllTextAsync(_underTest.Local.PathOf(ObjectKey.Parse("a/x")), Encoding.UTF8));
    }

    [Fact]
    public void Messages_name_full_paths() =>
        Assert.Equal(Path.Join(_underTest.Local.RootPath, "a/x"), _underTest.Local.Describe(ObjectKey.Parse("a/x")));

    [Fact]
    public async Task Links_to_folders_are_not_followed()
    {
        Directory.CreateDirectory(Path.Join(_underTest.Local.RootPath, "a"));
        Directory.CreateSymbolicLink(Path.Join(_underTest.Local.RootPath, "a", "circle"), _underTest.Local.RootPath);
        await File.WriteAllTextAsync(Path.Join(_underTest.Local.RootPath, "a", "x"), "");
        Assert.Equal(["a/x"], (await _underTest.Local.ListAsync(ObjectKey.Root, new ListOptions(true), default)).Select(each => each.Path));
    }
}
