namespace Tenon.Pipeline.Tests.Support;

/// <summary>A folder that is gone after the test. In memory where the system has that, because these tests sync thousands of times.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private static int _count;

    public TemporaryFolder()
    {
        string parent = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();
        Path = System.IO.Path.Join(parent, $"tenon-tests-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string this[string relative] => System.IO.Path.Join(Path, relative);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
