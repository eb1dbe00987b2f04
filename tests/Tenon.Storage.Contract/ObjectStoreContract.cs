using System.Text;

namespace Tenon.Storage.Contract;

/// <summary>What the classes of the contract share.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract class ObjectStoreContract<TStore> : IDisposable
    where TStore : IObjectStoreUnderTest, new()
{
    protected TStore UnderTest { get; } = new();

    protected IObjectStore Store => UnderTest.Store;

    public void Dispose()
    {
        UnderTest.Remove();
        GC.SuppressFinalize(this);
    }

    protected static ObjectKey Key(string path) => ObjectKey.Parse(path);

    protected void Write(string path, string content)
    {
        using ObjectWriteStream stream = Store.Create(Key(path));
        stream.Write(Encoding.UTF8.GetBytes(content));
        stream.Complete();
    }

    protected string Read(string path)
    {
        using IObjectReader reader = Store.OpenRead(Key(path));
        byte[] content = new byte[reader.SizeBytes];
        reader.Read(0, content);
        return Encoding.UTF8.GetString(content);
    }

    protected async Task<string?> FindVersionAsync(string path) => (await Store.FindAsync(Key(path), default))?.Version;

    protected async Task<IEnumerable<string>> ListAsync(string folder = "", bool recursive = true) =>
        (await Store.ListAsync(Key(folder), new ListOptions(recursive), default)).Select(each => each.Path);

    protected static StorageError ErrorOf(Action call) => Assert.Throws<StorageException>(call).Error;

    protected static async Task<StorageException> ThrownByAsync(Func<ValueTask> call) => await Assert.ThrowsAsync<StorageException>(() => call().AsTask());
}
