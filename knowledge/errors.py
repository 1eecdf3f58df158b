"""
What can go wrong in the corpus and its index.

KnowledgeError
├── UnreadableFile        a file whose text cannot be had
├── InvalidGuide          front matter that does not say what a guide must say
├── ConfirmationNeeded    metadata that a file does not show and a person has to give
├── VersionUnclear        two texts of one title, and no day that tells them apart
├── DuplicateDocument     two files of one addition that are the same version of one text
├── DocumentNotFound      no such document in the library
├── LibraryBroken         a file of the library does not hold what it should
├── LexiconUnreadable     a lexicon that is none
├── EmbeddingFailed       the embedding model did not answer
├── SynchronisationRunning
├── IndexUnwritable       a full disk, a folder that may not be written to
└── IndexUnusable
    ├── IndexMissing      nothing was ever built
    ├── IndexBroken       what was built cannot be read
    └── EmbeddingsChanged what was built belongs to another embedding model
"""

from pathlib import Path

REBUILD = "请运行 bangban knowledge sync"


class KnowledgeError(Exception):
    """Something about the corpus or its index; ``str()`` is one line for the person who runs it."""


class UnreadableFile(KnowledgeError):
    """*path* holds no text that we can read; *reason* says why."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"无法读取 {path.name}：{reason}")


class InvalidGuide(KnowledgeError):
    """The front matter of *path* is wrong at *key*."""

    def __init__(self, path: Path, key: str, problem: str) -> None:
        self.path = path
        self.key = key
        self.problem = problem
        super().__init__(f"{path.name} 的“{key}”有误：{problem}")


class ConfirmationNeeded(KnowledgeError):
    """*path* does not show *fields*; a person has to say them."""

    def __init__(self, path: Path, fields: tuple[str, ...]) -> None:
        self.path = path
        self.fields = fields
        super().__init__(f"{path.name} 中看不出{'、'.join(fields)}，请补充后重试")


class VersionUnclear(KnowledgeError):
    """The library holds other words under the title *title*, as *document_id*."""

    def __init__(self, title: str, document_id: str) -> None:
        self.title = title
        self.document_id = document_id
        super().__init__(
            f"库中已有《{title.strip('《》')}》（编号 {document_id}），正文不同，分不清新旧："
            "新版请用 --from 写明施行日期，更正原文请加 --replace"
        )


class DuplicateDocument(KnowledgeError):
    """*path* and *other* hold different words for the same version of one text."""

    def __init__(self, path: Path, other: Path) -> None:
        self.path = path
        self.other = other
        super().__init__(f"{path.name} 与 {other.name} 是同一文件的同一版本，内容不同，请只留一个")


class DocumentNotFound(KnowledgeError):
    """The library has no document *document_id*."""

    def __init__(self, document_id: str) -> None:
        self.document_id = document_id
        super().__init__(f"文件库中没有“{document_id}”，请用 bangban knowledge list 查看编号")


class LibraryBroken(KnowledgeError):
    """The library's own file *path* does not hold what it should."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"文件库的 {path} 有误（{reason}），请改正或恢复备份")


class LexiconUnreadable(KnowledgeError):
    """The lexicon *path* cannot be used; *reason* says what to write where."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"词典 {path} 有误：{reason}")


class EmbeddingFailed(KnowledgeError):
    """The embedding model *model* gave no usable vectors."""

    def __init__(self, model: str, reason: str) -> None:
        self.model = model
        self.reason = reason
        super().__init__(f"向量模型 {model} 不可用：{reason}")


class SynchronisationRunning(KnowledgeError):
    """Another process is building the index under *directory*."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(f"另一个进程正在同步 {directory}，请稍后再试")


class IndexUnwritable(KnowledgeError):
    """A new index cannot be written under *directory*; the one before goes on serving."""

    def __init__(self, directory: Path, reason: str) -> None:
        self.directory = directory
        self.reason = reason
        super().__init__(
            f"索引写不进 {directory}（{reason}）：请检查磁盘空间和目录权限后重试；原索引继续使用"
        )


class IndexUnusable(KnowledgeError):
    """The index cannot serve questions."""


class IndexMissing(IndexUnusable):
    """No index was ever built under *directory*."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(f"{directory} 中还没有索引，{REBUILD}")


class IndexBroken(IndexUnusable):
    """The index at *path* cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"索引 {path} 已损坏（{reason}），{REBUILD}")


class EmbeddingsChanged(IndexUnusable):
    """The index was built with *built_with*, but *configured* is set now."""

    def __init__(self, built_with: str, configured: str) -> None:
        self.built_with = built_with
        self.configured = configured
        super().__init__(f"索引用向量模型 {built_with} 建立，现在设置的是 {configured}，{REBUILD}")
