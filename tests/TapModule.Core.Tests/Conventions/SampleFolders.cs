// Folders for FolderTests: Left and Right stand in a circle, Apart looks on.
namespace TapModule.Core.Tests.Conventions.SampleFolders.Left
{
    internal sealed class Holder
    {
        public Right.Worker? Worker { get; set; }

        public static int Answer() => 42;
    }
}

namespace TapModule.Core.Tests.Conventions.SampleFolders.Right
{
    internal sealed class Worker
    {
        private readonly int _number = 1;

        public async Task<int> WorkAsync()
        {
            await Task.Yield();
            return _number + Left.Holder.Answer();
        }
    }
}

namespace TapModule.Core.Tests.Conventions.SampleFolders.Apart
{
    internal sealed class Onlooker
    {
        public List<Left.Holder> Seen { get; } = [];
    }
}
