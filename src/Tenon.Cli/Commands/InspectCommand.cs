using Tenon.Cli.Inspection;
using Tenon.Cli.Output;
using Tenon.Parquet;
using Tenon.Parquet.Memory;

namespace Tenon.Cli.Commands;

/// <summary><c>tenon inspect</c>.</summary>
internal static class InspectCommand
{
    public static int Run(string path, bool pages, bool json, Terminal terminal)
    {
        if (!File.Exists(path))
        {
            throw new UsageException(Directory.Exists(path) ? $"{path} is a folder; one file is expected" : $"{path} does not exist");
        }

        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(path, pool);
        InspectResult result = Inspector.Inspect(file, pages);
        if (json)
        {
            terminal.WriteJson(result, InspectJson.Default.InspectResult);
        }
        else
        {
            InspectText.Write(result, terminal.Results);
        }

        return ExitCode.Success;
    }
}
