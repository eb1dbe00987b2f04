using Tenon.Ingest.Rows;

namespace Tenon.Ingest.Reading;

/// <summary>Gives the rows of a file as they are there, block by block. What they must be is checked by whoever takes them.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>The next rows; the block is the caller's until the next but one is asked for.</summary>
    /// <returns>Null behind the last row.</returns>
    public RowBlock? Next();
}
