using Tenon.Parquet;

namespace Tenon.Merging.Reading;

/// <summary>A decompressed page that several holders point into. The last one to let go frees it. Thread-safe.</summary>
internal sealed class SharedPage(DataPage page)
{
    private int _holders = 1;

    public DataPage Page { get; } = page;

    public SharedPage Acquire()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Page.Dispose();
        }
    }
}
